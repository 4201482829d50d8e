using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Cuts what changed in sessions into batches of a bounded size.</summary>
/// <remarks>
/// Used once. A session in very many channels is cut too: what does not fit with the whole of it follows as changes. A single large item travels alone.
/// </remarks>
/// <param name="gateway">The gateway that sends.</param>
internal sealed class SessionBatches(GatewayId gateway)
{
    /// <summary>The bytes at which a batch is full.</summary>
    public const long MaxBytes = 1024 * 1024;

    private readonly List<SessionBatch> _full = [];
    private readonly List<SessionRecord> _saved = [];
    private readonly List<SessionChange> _changed = [];
    private readonly List<EndedSession> _ended = [];
    private long _bytes;

    public void Add(SessionRecord record)
    {
        var count = CountFitting(record.Channels.Length, i => record.Channels[i].Length, MaxBytes - 256 - (record.Profile?.SizeBytes ?? 0));
        MakeRoom(256 + (record.Profile?.SizeBytes ?? 0) + record.Channels.Take(count).Sum(SizeOf));
        _saved.Add(count == record.Channels.Length ? record : record with { Channels = record.Channels[..count], Joins = record.Joins[..Math.Min(count, record.Joins.Length)] });
        if (count < record.Channels.Length)
        {
            Add(new SessionChange
            {
                ConnectionId = record.ConnectionId,
                Generation = record.Generation,
                Joined = [.. Enumerable.Range(count, record.Channels.Length - count).Select(i => new SessionChannel(record.Channels[i], record.JoinOf(i)))],
            });
        }
    }

    public void Add(SessionChange change)
    {
        var rest = change.Joined;
        do
        {
            var count = Math.Max(1, CountFitting(rest.Length, i => rest[i].Name.Length, MaxBytes));
            var part = rest.Length <= count ? rest : rest[..count];
            MakeRoom(64 + (change.Profile?.SizeBytes ?? 0) + part.Sum(static channel => SizeOf(channel.Name)) + change.Left.Sum(SizeOf));
            _changed.Add(rest.Length == change.Joined.Length && part.Length == rest.Length ? change : new SessionChange
            {
                ConnectionId = change.ConnectionId,
                Generation = change.Generation,
                Joined = part,
                Left = change.Left,
                HasProfile = change.HasProfile,
                Profile = change.Profile,
            });
            rest = rest[part.Length..];
        }
        while (rest.Length > 0);
    }

    public void Add(EndedSession ended)
    {
        MakeRoom(64);
        _ended.Add(ended);
    }

    /// <summary>All batches, in the order in which they are to be sent.</summary>
    public IReadOnlyList<SessionBatch> Take()
    {
        Cut();
        return _full;
    }

    private static long SizeOf(string name) => 24L + name.Length;

    private static int CountFitting(int count, Func<int, int> lengthAt, long bytes)
    {
        for (var i = 0; i < count; i++)
        {
            bytes -= 24 + lengthAt(i);
            if (bytes < 0)
            {
                return i;
            }
        }

        return count;
    }

    private void MakeRoom(long bytes)
    {
        if (_bytes > 0 && _bytes + bytes > MaxBytes)
        {
            Cut();
        }

        _bytes += bytes;
    }

    private void Cut()
    {
        if (_bytes > 0)
        {
            _full.Add(new SessionBatch { Gateway = gateway, Saved = [.. _saved], Changed = [.. _changed], Ended = [.. _ended] });
            _saved.Clear();
            _changed.Clear();
            _ended.Clear();
            _bytes = 0;
        }
    }
}
