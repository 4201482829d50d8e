using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>What this gateway saw of channels that nobody here is in any more.</summary>
/// <remarks>
/// Who left may have seen, as the only one, what others are still to see: whoever moved to another gateway goes on from there. An owner
/// that dies later than <paramref name="age"/> after that has long handed it to the others. Bounded in time and, for each channel, in replicas,
/// each of which is bounded. Thread-safe.
/// </remarks>
/// <param name="age">How long they are kept: <see cref="Clustering.Recovery.RecoveryTimes.Kept"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class PastReplicas(TimeSpan age, TimeProvider time)
{
    private const int MaxCount = 4;

    private readonly ConcurrentDictionary<ChannelKey, (ChannelReplica Replica, long Timestamp)[]> _replicas = new();

    /// <summary>Keeps a replica, which is used no more.</summary>
    public void Add(ChannelKey key, ChannelReplica replica)
    {
        var added = (replica, time.GetTimestamp());
        _replicas.AddOrUpdate(key, static (_, one) => [one], static (_, kept, one) => [.. kept.TakeLast(MaxCount - 1), one], added);
    }

    /// <summary>The events of the last epoch that was seen, each once.</summary>
    /// <param name="key">The channel.</param>
    /// <param name="epoch">That epoch; 0 when there is none.</param>
    public ChannelEvent[] Describe(ChannelKey key, out long epoch)
    {
        epoch = 0;
        if (!_replicas.TryGetValue(key, out var kept))
        {
            return [];
        }

        var last = epoch = kept.Max(static past => past.Replica.Epoch);
        return [.. kept
            .Where(past => past.Replica.Epoch == last)
            .SelectMany(static past => past.Replica.GetTail())
            .DistinctBy(static channelEvent => channelEvent.Offset)];
    }

    /// <summary>Lets go of what is too old.</summary>
    public void Trim()
    {
        foreach (var (key, kept) in _replicas)
        {
            if (time.GetElapsedTime(kept[^1].Timestamp) > age)
            {
                _replicas.TryRemove(new KeyValuePair<ChannelKey, (ChannelReplica, long)[]>(key, kept));
            }
        }
    }
}
