using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>Which connections of this gateway receive which log.</summary>
/// <remarks>
/// Members of channels are added and removed at the events that say so, hence in the order of the log, and a channel is here while
/// it has members; broadcasts and user channels are here while this gateway is attached to them.
/// </remarks>
internal sealed class LocalChannelIndex(IOptions<RecoveryOptions> options, RecoveryTimes times, TimeProvider time)
{
    private readonly ConcurrentDictionary<ChannelKey, LocalChannel> _channels = new();
    private readonly PastReplicas _past = new(times.Kept, time);
    private readonly ConcurrentDictionary<ChannelKey, (long Term, long Timestamp)> _fences = new();

    /// <summary>The parts of envelopes that have not all come.</summary>
    public EnvelopeAssembly Assembly { get; } = new(times.Assembly, time);

    /// <summary>How many logs have receivers here.</summary>
    public int Count => _channels.Count;

    /// <summary>How many channels have members here.</summary>
    public int CountChannels() => _channels.Count(static pair => pair.Key.Kind == ChannelKind.Channel);

    public bool TryGet(ChannelKey key, [NotNullWhen(true)] out LocalChannel? channel) => _channels.TryGetValue(key, out channel);

    public bool Contains(ChannelKey key) => _channels.ContainsKey(key);

    public LocalChannel GetOrAdd(ChannelKey key) => _channels.GetOrAdd(
        key,
        static (added, index) => index.Create(added),
        this);

    /// <summary>From now on owners with a lower term are not heeded, also if nobody here is in the channel yet.</summary>
    /// <returns>The term from which on owners are heeded: higher than that one if another asked with a higher one lately.</returns>
    public long Fence(ChannelKey key, long term)
    {
        var fence = _fences.AddOrUpdate(
            key,
            static (_, added) => added,
            static (_, known, added) => (Math.Max(known.Term, added.Term), added.Timestamp),
            (Term: term, Timestamp: time.GetTimestamp()));
        if (_channels.TryGetValue(key, out var channel))
        {
            lock (channel.Lock)
            {
                channel.Replica.Fence(fence.Term);
            }
        }

        return fence.Term;
    }

    /// <summary>Forgets a log without members: this gateway is no longer attached to it.</summary>
    public void Drop(ChannelKey key)
    {
        if (_channels.TryGetValue(key, out var channel))
        {
            lock (channel.Lock)
            {
                channel.IsRemoved = true;
                _channels.TryRemove(new KeyValuePair<ChannelKey, LocalChannel>(key, channel));
            }
        }
    }

    /// <summary>Forgets a channel nobody here is in. The caller holds its lock.</summary>
    public void RemoveIfEmpty(ChannelKey key, LocalChannel channel)
    {
        if (channel.Count == 0 && !channel.IsRemoved)
        {
            channel.IsRemoved = true;
            _past.Add(key, channel.Replica);
            _channels.TryRemove(new KeyValuePair<ChannelKey, LocalChannel>(key, channel));
        }
    }

    /// <inheritdoc cref="PastReplicas.Describe"/>
    public ChannelEvent[] DescribePast(ChannelKey key, out long epoch) => _past.Describe(key, out epoch);

    /// <summary>Lets go of events and fences that are too old, also of channels in which nothing happens.</summary>
    public void TrimTails()
    {
        _past.Trim();
        Assembly.Trim();
        foreach (var (_, channel) in _channels)
        {
            lock (channel.Lock)
            {
                channel.Replica.Trim();
            }
        }

        foreach (var (key, fence) in _fences)
        {
            if (time.GetElapsedTime(fence.Timestamp) > times.Fence)
            {
                _fences.TryRemove(new KeyValuePair<ChannelKey, (long, long)>(key, fence));
            }
        }
    }

    private LocalChannel Create(ChannelKey key)
    {
        var replica = new ChannelReplica(key, options.Value.CreateTail(time));
        if (_fences.TryGetValue(key, out var fence))
        {
            replica.Fence(fence.Term);
        }

        return new LocalChannel(replica);
    }
}
