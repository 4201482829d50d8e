using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>Which of a shard's lost sessions a living gateway has a copy of: nobody else would know of them should the shard's silo be the next to go.</summary>
/// <remarks>Pure; not thread-safe. One gateway keeps the copies for as long as it lives.</remarks>
internal sealed class LostSessionCopies
{
    /// <summary>The bytes at which a batch is full; one larger session goes alone.</summary>
    public const long MaxBatchBytes = 1024 * 1024;

    private readonly Dictionary<string, int> _kept = new(StringComparer.Ordinal);

    /// <summary>The gateway that keeps them; <see langword="null"/> when there is none.</summary>
    public SiloAddress? Keeper { get; private set; }

    /// <summary>The gateway could not keep them: the next one is asked.</summary>
    public void Reject()
    {
        Keeper = null;
        _kept.Clear();
    }

    /// <summary>What the keeper is to be given next.</summary>
    /// <param name="lost">The lost sessions, and until when they wait.</param>
    /// <param name="live">The gateways that live.</param>
    /// <param name="until">How long it is until a deadline.</param>
    /// <returns>Empty when it has all, or no gateway lives.</returns>
    public LostSession[] Next(IEnumerable<(SessionRecord Record, long Until)> lost, IReadOnlyList<SiloAddress> live, Func<long, TimeSpan> until)
    {
        if (Keeper is null || !live.Contains(Keeper))
        {
            Reject();
            Keeper = live.Count == 0 ? null : live[Random.Shared.Next(live.Count)];
        }

        if (Keeper is null)
        {
            return [];
        }

        var next = new List<LostSession>();
        var bytes = 0L;
        foreach (var (record, deadline) in lost)
        {
            if (_kept.TryGetValue(record.ConnectionId, out var generation) && generation == record.Generation)
            {
                continue;
            }

            bytes += record.SizeBytes;
            if (next.Count > 0 && bytes > MaxBatchBytes)
            {
                break;
            }

            next.Add(new LostSession(record, until(deadline)));
        }

        return [.. next];
    }

    /// <summary>The keeper has these.</summary>
    public void OnKept(LostSession[] kept) => Array.ForEach(kept, session => _kept[session.Record.ConnectionId] = session.Record.Generation);

    /// <summary>These wait no more.</summary>
    public void Forget(EndedSession[] ended) => Array.ForEach(ended, session => _kept.Remove(session.ConnectionId));
}
