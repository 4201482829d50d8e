using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Channels;

/// <summary>The owners that live on this silo, and what those that lately did have left.</summary>
/// <remarks>Thread-safe. An estate waits for its heir for a time that is longer than it takes to start one.</remarks>
internal sealed class OwnerRegistry(TimeProvider time) : IPredecessors
{
    private static readonly TimeSpan EstateAge = TimeSpan.FromSeconds(30);

    private static readonly GrainType ChannelType = GrainType.Create("realtime.channel");

    private readonly ConcurrentDictionary<GrainId, ChannelOwnerGrain> _owners = new();
    private readonly ConcurrentDictionary<GrainId, Left> _estates = new();

    /// <summary>The owners alive now.</summary>
    public IEnumerable<IChannelOwner> Owners => _owners.Values.Select(static owner => owner.Self);

    /// <summary>How many owners live here, and how many of them are of channels.</summary>
    public (int Logs, int Channels) Count()
    {
        var (logs, channels) = (0, 0);
        foreach (var (grainId, _) in _owners)
        {
            logs++;
            channels += grainId.Type == ChannelType ? 1 : 0;
        }

        return (logs, channels);
    }

    public void Register(GrainId grainId, ChannelOwnerGrain owner) => _owners[grainId] = owner;

    public void Unregister(GrainId grainId, ChannelOwnerGrain owner, LogEstate? estate)
    {
        _owners.TryRemove(new KeyValuePair<GrainId, ChannelOwnerGrain>(grainId, owner));
        if (estate is not null)
        {
            _estates[grainId] = new Left(estate, owner.Self, time.GetTimestamp());
        }

        foreach (var (id, left) in _estates)
        {
            if (time.GetElapsedTime(left.Timestamp) > EstateAge)
            {
                _estates.TryRemove(new KeyValuePair<GrainId, Left>(id, left));
            }
        }
    }

    /// <summary>The owners that have left something which no successor has come for, and which somebody may miss: members, or gateways that listen.</summary>
    public IReadOnlyCollection<Func<Task>> FindUnclaimed() => [.. _estates.Values
        .Where(static left => left.Estate.Members.Length > 0 || Array.Exists(left.Estate.Gateways, static gateway => gateway.IsAttached))
        .Select(static left => (Func<Task>)left.Owner.WakeAsync)];

    /// <summary>Takes what nobody came for: from now on it is not handed over.</summary>
    public IEnumerable<(GrainId GrainId, LogEstate Estate)> TakeLeft()
    {
        foreach (var grainId in _estates.Keys)
        {
            if (_estates.TryRemove(grainId, out var left))
            {
                yield return (grainId, left.Estate);
            }
        }
    }

    /// <summary>See <see cref="IOwnerService.ListChannelsAsync"/>.</summary>
    public OccupiedChannel[] ListChannels(string environment, string prefix, string? after, int count)
    {
        var first = new FirstChannels(ChannelName.ToText(prefix), after is null ? null : ChannelName.ToText(after), count);
        foreach (var owner in _owners.Values)
        {
            var key = owner.Key;
            if (key.Kind != ChannelKind.Channel || key.Environment != environment)
            {
                continue;
            }

            var name = ChannelName.ToText(key.Name);
            if (first.Wants(name) && owner.CountMembers() is > 0 and var memberCount)
            {
                first.Add(name, new OccupiedChannel(key.Name, memberCount));
            }
        }

        return first.ToArray();
    }

    /// <summary>See <see cref="IOwnerService.HandOverAsync"/>.</summary>
    public LogEstate? HandOver(GrainId grainId, long term)
    {
        if (_owners.TryGetValue(grainId, out var owner) && owner.HandOver(term) is { } handedOver)
        {
            return handedOver;
        }

        // One that is no successor must not take away what the successor comes for.
        return _estates.TryGetValue(grainId, out var left) && left.Estate.Term < term
            && _estates.TryRemove(new KeyValuePair<GrainId, Left>(grainId, left)) ? left.Estate : null;
    }

    /// <summary>The highest term of an owner that lives here or has left something; 0 when there is none.</summary>
    public long FindTerm(GrainId grainId) => Math.Max(
        _owners.TryGetValue(grainId, out var owner) ? owner.LivingTerm : 0,
        _estates.TryGetValue(grainId, out var left) ? left.Estate.Term : 0);

    private sealed record Left(LogEstate Estate, IChannelOwner Owner, long Timestamp);
}
