using System.Security.Cryptography;
using System.Text;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>Who holds which session, and what a successor needs of it.</summary>
/// <remarks>
/// A deterministic state machine: times are numbers its caller gives. Not thread-safe. Of a session only the highest generation
/// counts, so what a gateway says of a session that was taken from it changes nothing.
/// </remarks>
public sealed class SessionDirectory
{
    // A former activation may have given out a few generations that died with it, and whose claimers still try.
    private const int SuccessionLead = 100;

    private readonly Dictionary<string, Entry> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<GatewayId, long> _lostGateways = [];
    private List<EndedSession> _noLongerLost = [];

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>Whether anything is to expire: sessions that wait for a gateway to come for them, or claims that were not confirmed.</summary>
    public bool HasDeadlines => _lostGateways.Count > 0 || _sessions.Values.Any(static entry => entry.Until is not null);

    /// <summary>The sessions that wait for a gateway to come for them, and until when.</summary>
    public IEnumerable<(SessionRecord Record, long Until)> Lost =>
        _sessions.Values.Where(static entry => entry.IsLost).Select(static entry => (entry.Whole, entry.Until ?? long.MaxValue));

    /// <summary>Takes note of a session as it is now.</summary>
    /// <param name="record">The session.</param>
    public void Save(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!_sessions.TryGetValue(record.ConnectionId, out var known) || known.Record.Generation <= record.Generation)
        {
            Put(record);
        }
    }

    /// <summary>Takes note of a session that a former activation knew.</summary>
    /// <param name="record">The session.</param>
    public void Inherit(SessionRecord record)
    {
        Save(record);
        _sessions[record.ConnectionId] = _sessions[record.ConnectionId] with { IsInherited = true };
    }

    /// <summary>Takes note of what changed in a session.</summary>
    /// <param name="change">The change.</param>
    /// <returns><see langword="false"/> when the session is not known, so that it must be saved whole.</returns>
    public bool TryChange(SessionChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!_sessions.TryGetValue(change.ConnectionId, out var known) || known.Record.Generation < change.Generation)
        {
            return false;
        }

        if (known.Record.Generation == change.Generation)
        {
            _sessions[change.ConnectionId] = Apply(known, change);
        }

        return true;
    }

    /// <summary>Forgets a session, unless it was taken over since.</summary>
    /// <param name="ended">The session.</param>
    public void End(EndedSession ended)
    {
        if (_sessions.TryGetValue(ended.ConnectionId, out var known) && known.Record.Generation <= ended.Generation)
        {
            _sessions.Remove(ended.ConnectionId);
            NoteFound(known);
        }
    }

    /// <summary>Gives a session to who proves a right to it.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="deadline">When it is forgotten, should the claimer neither confirm nor save it.</param>
    public SessionTakeover? TakeOver(SessionClaim claim, long deadline)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (!_sessions.TryGetValue(claim.ConnectionId, out var known)
            || !IsSame(known.Record.Secret, claim.Secret)
            || known.Record.Environment != claim.Environment
            || known.Record.UserId != claim.UserId)
        {
            return null;
        }

        var generation = known.Record.Generation + (known.IsInherited ? SuccessionLead : 1);
        var record = known.Whole with { Gateway = claim.Gateway, Generation = generation };
        NoteFound(known);
        Put(record);
        var entry = _sessions[claim.ConnectionId];
        _sessions[claim.ConnectionId] = entry with { Until = entry.Until ?? deadline };
        return new SessionTakeover(record, known.Record.Gateway);
    }

    /// <summary>Whether a claim is still the last one; from then on it does not expire by itself.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">The generation that the claim was given.</param>
    public bool Confirm(string connectionId, int generation)
    {
        if (!_sessions.TryGetValue(connectionId, out var known) || known.Record.Generation != generation || known.IsLost)
        {
            return false;
        }

        _sessions[connectionId] = known with { Until = null };
        return true;
    }

    /// <summary>A gateway is gone: its sessions, and those of it that are still on their way here, are kept until a deadline.</summary>
    /// <param name="gateway">The gateway. Losing it again changes nothing.</param>
    /// <param name="deadline">When they are forgotten.</param>
    public void LoseGateway(GatewayId gateway, long deadline)
    {
        if (!_lostGateways.TryAdd(gateway, deadline))
        {
            return;
        }

        foreach (var (id, entry) in _sessions)
        {
            if (entry.Record.Gateway == gateway && !entry.IsLost)
            {
                _sessions[id] = entry with { IsLost = true, Until = deadline };
            }
        }
    }

    /// <summary>Where a session is.</summary>
    /// <param name="connectionId">Its connection.</param>
    public SessionPlace? Find(string connectionId) => _sessions.TryGetValue(connectionId, out var known)
        ? new SessionPlace(known.Record.Environment, known.Record.Gateway, known.Record.Generation, known.IsLost)
        : null;

    /// <summary>Forgets the lost sessions of a user.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="userId">The user.</param>
    /// <returns>How many there were.</returns>
    public int EndLost(string environment, string userId)
    {
        SessionRecord[] ended = [.. _sessions.Values
            .Where(entry => entry.IsLost && entry.Record.UserId == userId && entry.Record.Environment == environment)
            .Select(static entry => entry.Record)];
        Array.ForEach(ended, record => End(new EndedSession(record.ConnectionId, record.Generation)));
        return ended.Length;
    }

    /// <summary>Forgets what nobody came back to.</summary>
    /// <param name="now">The time.</param>
    public void Expire(long now)
    {
        foreach (var (id, entry) in _sessions)
        {
            if (entry.Until <= now)
            {
                _sessions.Remove(id);
            }
        }

        foreach (var (gateway, deadline) in _lostGateways)
        {
            if (deadline <= now)
            {
                _lostGateways.Remove(gateway);
            }
        }
    }

    /// <summary>Takes the sessions that were lost and were taken over or ended since the last call.</summary>
    public EndedSession[] TakeNoLongerLost()
    {
        EndedSession[] found = [.. _noLongerLost];
        _noLongerLost = [];
        return found;
    }

    /// <summary>All sessions.</summary>
    public SessionRecord[] ToArray() => [.. _sessions.Values.Select(static entry => entry.Whole)];

    private static Entry Apply(Entry entry, SessionChange change)
    {
        var record = change.HasProfile ? entry.Record with { Profile = change.Profile } : entry.Record;
        if (change.Joined.Length == 0 && change.Left.Length == 0)
        {
            return entry with { Record = record };
        }

        if (entry.Table is null && record.Channels.Length + change.Joined.Length < SessionChannelTable.MinCount)
        {
            return entry with { Record = SessionChanges.Apply(record, change) };
        }

        var table = entry.Table ?? new SessionChannelTable(record);
        table.Apply(change);
        return entry with { Record = record with { Channels = [], Joins = [] }, Table = table };
    }

    // What a gateway sent before its death may come after the news of it.
    private void Put(SessionRecord record)
    {
        var isLost = _lostGateways.TryGetValue(record.Gateway, out var deadline);
        _sessions[record.ConnectionId] = new Entry(record, isLost ? deadline : null, isLost, IsInherited: false);
    }

    private void NoteFound(Entry entry)
    {
        if (entry.IsLost)
        {
            _noLongerLost.Add(new EndedSession(entry.Record.ConnectionId, entry.Record.Generation));
        }
    }

    private static bool IsSame(string secret, string shown) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(shown));

    // Where there is a table, the record has no channels.
    private readonly record struct Entry(SessionRecord Record, long? Until, bool IsLost, bool IsInherited, SessionChannelTable? Table = null)
    {
        public SessionRecord Whole => Table?.Fill(Record) ?? Record;
    }
}
