using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The channels a connection asked to be in, in the order of joining.</summary>
/// <remarks>
/// Written by the connection's own events; read by others, so every use takes the lock. Nearly every connection is in few
/// channels, which a list holds in less memory than a table and finds as fast.
/// </remarks>
internal sealed class JoinedChannels
{
    private const int MaxListed = 8;

    // More than a client leaves while its leaves come round.
    private const int MaxLeaving = 256;

    private readonly Lock _lock = new();
    private List<ChannelKey>? _few;
    private Dictionary<ChannelKey, long>? _many;
    private HashSet<ChannelKey>? _leaving;
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
            return _many?.ContainsKey(channel) ?? _few?.Contains(channel) ?? false;
        }
    }

    public bool Add(ChannelKey channel)
    {
        lock (_lock)
        {
            if (_many is null)
            {
                _few ??= new List<ChannelKey>(1);
                if (_few.Contains(channel))
                {
                    return false;
                }

                if (_few.Count < MaxListed)
                {
                    _few.Add(channel);
                    return true;
                }

                _many = _few.ToDictionary(static key => key, _ => _next++);
                _few = null;
            }

            return _many.TryAdd(channel, _next++);
        }
    }

    /// <summary>Takes a channel out; until <see cref="EndLeave"/> it counts as one that is being left.</summary>
    public bool Remove(ChannelKey channel)
    {
        lock (_lock)
        {
            var isRemoved = _many?.Remove(channel) ?? _few?.Remove(channel) ?? false;
            if (isRemoved)
            {
                _leaving ??= new HashSet<ChannelKey>(1);
                if (_leaving.Count >= MaxLeaving)
                {
                    // Leaves that never come round must not add up.
                    _leaving.Clear();
                }

                _leaving.Add(channel);
            }

            return isRemoved;
        }
    }

    /// <summary>Whether a channel is among these, or was taken out and its leave has not come round.</summary>
    public bool ContainsOrIsLeaving(ChannelKey channel)
    {
        lock (_lock)
        {
            return (_many?.ContainsKey(channel) ?? _few?.Contains(channel) ?? false) || _leaving?.Contains(channel) == true;
        }
    }

    /// <summary>The leave of a channel that was taken out has come round.</summary>
    public void EndLeave(ChannelKey channel)
    {
        lock (_lock)
        {
            if (_leaving?.Remove(channel) == true && _leaving.Count == 0)
            {
                _leaving = null;
            }
        }
    }

    /// <summary>Those that are among some channels.</summary>
    public ChannelKey[] Intersect(IReadOnlySet<ChannelKey> channels)
    {
        lock (_lock)
        {
            return _many is null ? [.. _few?.Where(channels.Contains) ?? []] : [.. _many.Keys.Where(channels.Contains)];
        }
    }

    public ChannelKey[] Snapshot()
    {
        lock (_lock)
        {
            return _many is null
                ? [.. _few ?? []]
                : [.. _many.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];
        }
    }
}
