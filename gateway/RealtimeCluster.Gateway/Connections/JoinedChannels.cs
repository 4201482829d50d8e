using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The channels a connection asked to be in, in the order of joining, and the position of each join once its owner has answered.</summary>
/// <remarks>
/// Written by the connection's own events and the answers to its joins; read by others, so every use takes the lock. Nearly every connection is in
/// few channels, which a list holds in less memory than a table and finds as fast.
/// </remarks>
internal sealed class JoinedChannels
{
    private const int MaxListed = 8;

    // More than a client leaves while its leaves come round.
    private const int MaxLeaving = 256;

    private readonly Lock _lock = new();
    private List<Entry>? _few;
    private Dictionary<ChannelKey, (long Order, CommandPlace AskedAfter, StreamPosition Joined)>? _many;
    private Dictionary<ChannelKey, (CommandPlace AskedAfter, int Count)>? _leaving;
    private long _next;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _many?.Count ?? _few?.Count ?? 0;
            }
        }
    }

    public bool Contains(ChannelKey channel)
    {
        lock (_lock)
        {
            return _many?.ContainsKey(channel) ?? FindIndex(channel) >= 0;
        }
    }

    /// <summary>Adds a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="askedAfter">The last batch that was sent to any owner before the client asked.</param>
    /// <param name="joined">The position of its join, if that is known.</param>
    /// <returns><see langword="false"/> when it is there already.</returns>
    public bool Add(ChannelKey channel, long askedAfter = 0, StreamPosition joined = default)
    {
        var place = CommandPlace.Behind(askedAfter);
        lock (_lock)
        {
            if (_many is null)
            {
                _few ??= new List<Entry>(1);
                if (FindIndex(channel) >= 0)
                {
                    return false;
                }

                if (_few.Count < MaxListed)
                {
                    _few.Add(new Entry(channel, place, joined));
                    return true;
                }

                _many = _few.ToDictionary(static entry => entry.Channel, entry => (_next++, entry.AskedAfter, entry.Joined));
                _few = null;
            }

            return _many.TryAdd(channel, (_next++, place, joined));
        }
    }

    /// <summary>The owner has answered a join.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="joined">The position of the join.</param>
    /// <returns>Whether the connection is still in it.</returns>
    public bool SetJoined(ChannelKey channel, StreamPosition joined)
    {
        lock (_lock)
        {
            if (_many is not null)
            {
                if (_many.TryGetValue(channel, out var entry))
                {
                    _many[channel] = entry with { Joined = joined };
                    return true;
                }
            }
            else if (FindIndex(channel) is >= 0 and var index)
            {
                _few![index] = _few[index] with { Joined = joined };
                return true;
            }

            return false;
        }
    }

    /// <summary>Takes a channel out; until <see cref="EndLeave"/> it counts as one that is being left.</summary>
    public bool Remove(ChannelKey channel)
    {
        lock (_lock)
        {
            if (TakeOut(channel) is not { } askedAfter)
            {
                return false;
            }

            _leaving ??= new Dictionary<ChannelKey, (CommandPlace, int)>(1);
            if (_leaving.Count >= MaxLeaving)
            {
                // Leaves that never come round must not add up.
                _leaving.Clear();
            }

            // Of a client that leaves, joins and leaves again in one go the first join is still to come.
            _leaving[channel] = _leaving.TryGetValue(channel, out var former) ? former with { Count = former.Count + 1 } : (askedAfter, 1);
            return true;
        }
    }

    /// <summary>What a session tells of a channel; <see langword="null"/> when the connection is not in it.</summary>
    /// <param name="channel">The channel.</param>
    public SessionChannel? Find(ChannelKey channel)
    {
        lock (_lock)
        {
            return _many is not null
                ? _many.TryGetValue(channel, out var entry) ? new SessionChannel(channel.Name, entry.Joined) : null
                : FindIndex(channel) is >= 0 and var index ? new SessionChannel(channel.Name, _few![index].Joined) : null;
        }
    }

    /// <summary>
    /// What <see cref="Add"/> was told of a channel that is among these, or that was taken out and whose leaves have not all come round, or the last of them that has;
    /// <see langword="null"/> for any other.
    /// </summary>
    public CommandPlace? AskedAfter(ChannelKey channel)
    {
        lock (_lock)
        {
            return _leaving is not null && _leaving.TryGetValue(channel, out var left) ? left.AskedAfter : FindAskedAfter(channel);
        }
    }

    /// <summary>A leave of a channel that was taken out has come round.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="leave">Its place, if this gateway sent it: what was sent before it is of a membership that is over.</param>
    public void EndLeave(ChannelKey channel, CommandPlace? leave)
    {
        lock (_lock)
        {
            if (_leaving is not null && _leaving.TryGetValue(channel, out var left))
            {
                if (left.Count > 1)
                {
                    _leaving[channel] = (CommandPlace.Max(left.AskedAfter, leave ?? default), left.Count - 1);
                }
                else if (_leaving.Remove(channel) && _leaving.Count == 0)
                {
                    _leaving = null;
                }
            }

            if (leave is { } place && FindAskedAfter(channel) < place)
            {
                SetAskedAfter(channel, place);
            }
        }
    }

    /// <summary>Those that are among some channels.</summary>
    public ChannelKey[] Intersect(IReadOnlySet<ChannelKey> channels)
    {
        lock (_lock)
        {
            return _many is null ? [.. (_few ?? []).Select(static entry => entry.Channel).Where(channels.Contains)] : [.. _many.Keys.Where(channels.Contains)];
        }
    }

    public ChannelKey[] Snapshot()
    {
        lock (_lock)
        {
            return _many is null
                ? [.. (_few ?? []).Select(static entry => entry.Channel)]
                : [.. _many.OrderBy(static pair => pair.Value.Order).Select(static pair => pair.Key)];
        }
    }

    /// <summary>What a session tells of all of them.</summary>
    public SessionChannel[] Describe()
    {
        lock (_lock)
        {
            return _many is null
                ? [.. (_few ?? []).Select(static entry => new SessionChannel(entry.Channel.Name, entry.Joined))]
                : [.. _many.OrderBy(static pair => pair.Value.Order).Select(static pair => new SessionChannel(pair.Key.Name, pair.Value.Joined))];
        }
    }

    private void SetAskedAfter(ChannelKey channel, CommandPlace place)
    {
        if (_many is not null)
        {
            _many[channel] = _many[channel] with { AskedAfter = place };
        }
        else
        {
            var index = FindIndex(channel);
            _few![index] = _few[index] with { AskedAfter = place };
        }
    }

    private CommandPlace? TakeOut(ChannelKey channel)
    {
        var askedAfter = FindAskedAfter(channel);
        if (askedAfter is not null && _many?.Remove(channel) is null)
        {
            _few!.RemoveAt(FindIndex(channel));
        }

        return askedAfter;
    }

    private CommandPlace? FindAskedAfter(ChannelKey channel) => _many is not null
        ? _many.TryGetValue(channel, out var entry) ? entry.AskedAfter : null
        : FindIndex(channel) is >= 0 and var index ? _few![index].AskedAfter : null;

    private int FindIndex(ChannelKey channel) => _few?.FindIndex(entry => entry.Channel == channel) ?? -1;

    private readonly record struct Entry(ChannelKey Channel, CommandPlace AskedAfter, StreamPosition Joined);
}
