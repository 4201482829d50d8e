using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Copies of sessions whose gateways are gone, which shards have this gateway keep for the case that their silo dies.</summary>
/// <remarks>Thread-safe. Bounded in bytes; each copy is kept until its time is over or its shard says that it is no longer needed.</remarks>
internal sealed class KeptSessions(TimeProvider time)
{
    /// <summary>Most bytes kept; shards ask another gateway then.</summary>
    public const long MaxBytes = 256 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (SessionRecord Record, long Since, TimeSpan Left)> _kept = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _kept.Count;
            }
        }
    }

    /// <summary>Keeps copies, and lets go of others.</summary>
    /// <param name="batch">Which.</param>
    /// <returns>Whether there was room for all of them.</returns>
    public bool Take(LostSessionBatch batch)
    {
        lock (_lock)
        {
            foreach (var ended in batch.Ended)
            {
                if (_kept.TryGetValue(ended.ConnectionId, out var known) && known.Record.Generation <= ended.Generation)
                {
                    Remove(ended.ConnectionId);
                }
            }

            TrimLocked();
            foreach (var (record, left) in batch.Kept)
            {
                if (_bytes + record.SizeBytes > MaxBytes)
                {
                    return false;
                }

                Remove(record.ConnectionId);
                _kept.Add(record.ConnectionId, (record, time.GetTimestamp(), left));
                _bytes += record.SizeBytes;
            }

            return true;
        }
    }

    /// <summary>Those of one shard that still wait.</summary>
    /// <param name="shard">The shard.</param>
    public SessionRecord[] Describe(int shard)
    {
        lock (_lock)
        {
            TrimLocked();
            return [.. _kept.Values.Select(static kept => kept.Record).Where(record => SessionShards.Of(record.ConnectionId) == shard)];
        }
    }

    /// <summary>Lets go of those whose time is over.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            TrimLocked();
        }
    }

    private void TrimLocked()
    {
        foreach (var (id, kept) in _kept)
        {
            if (time.GetElapsedTime(kept.Since) >= kept.Left)
            {
                Remove(id);
            }
        }
    }

    private void Remove(string connectionId)
    {
        if (_kept.Remove(connectionId, out var removed))
        {
            _bytes -= removed.Record.SizeBytes;
        }
    }
}
