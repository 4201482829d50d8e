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
    private readonly Dictionary<string, Entry> _sessions = new(StringComparer.Ordinal);

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>Whether any session waits for a gateway to come for it.</summary>
    public bool HasLost => _sessions.Values.Any(static entry => entry.LostUntil is not null);

    /// <summary>Takes note of a session as it is now.</summary>
    /// <param name="record">The session.</param>
    public void Save(SessionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!_sessions.TryGetValue(record.ConnectionId, out var known) || known.Record.Generation <= record.Generation)
        {
            _sessions[record.ConnectionId] = new Entry(record, LostUntil: null);
        }
    }

    /// <summary>Forgets a session, unless it was taken over since.</summary>
    /// <param name="ended">The session.</param>
    public void End(EndedSession ended)
    {
        if (_sessions.TryGetValue(ended.ConnectionId, out var known) && known.Record.Generation <= ended.Generation)
        {
            _sessions.Remove(ended.ConnectionId);
        }
    }

    /// <summary>Gives a session to who proves a right to it.</summary>
    /// <param name="claim">The claim.</param>
    public SessionTakeover? TakeOver(SessionClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (!_sessions.TryGetValue(claim.ConnectionId, out var known)
            || !IsSame(known.Record.Secret, claim.Secret)
            || known.Record.Environment != claim.Environment
            || known.Record.UserId != claim.UserId)
        {
            return null;
        }

        var record = known.Record with { Gateway = claim.Gateway, Generation = known.Record.Generation + 1 };
        _sessions[claim.ConnectionId] = new Entry(record, LostUntil: null);
        return new SessionTakeover(record, known.Record.Gateway);
    }

    /// <summary>A gateway is gone: its sessions are kept until a deadline.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="deadline">When they are forgotten.</param>
    public void LoseGateway(GatewayId gateway, long deadline)
    {
        foreach (var (id, entry) in _sessions)
        {
            if (entry.Record.Gateway == gateway && entry.LostUntil is null)
            {
                _sessions[id] = entry with { LostUntil = deadline };
            }
        }
    }

    /// <summary>Where a session is.</summary>
    /// <param name="connectionId">Its connection.</param>
    public SessionPlace? Find(string connectionId) => _sessions.TryGetValue(connectionId, out var known)
        ? new SessionPlace(known.Record.Environment, known.Record.Gateway, known.Record.Generation, known.LostUntil is not null)
        : null;

    /// <summary>Forgets the lost sessions of a user.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="userId">The user.</param>
    /// <returns>How many there were.</returns>
    public int EndLost(string environment, string userId)
    {
        string[] ended = [.. _sessions
            .Where(pair => pair.Value.LostUntil is not null && pair.Value.Record.UserId == userId && pair.Value.Record.Environment == environment)
            .Select(static pair => pair.Key)];
        Array.ForEach(ended, connectionId => _sessions.Remove(connectionId));
        return ended.Length;
    }

    /// <summary>Forgets lost sessions that nobody came back to.</summary>
    /// <param name="now">The time.</param>
    public void Expire(long now)
    {
        foreach (var (id, entry) in _sessions)
        {
            if (entry.LostUntil <= now)
            {
                _sessions.Remove(id);
            }
        }
    }

    /// <summary>All sessions.</summary>
    public SessionRecord[] ToArray() => [.. _sessions.Values.Select(static entry => entry.Record)];

    private static bool IsSame(string secret, string shown) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(shown));

    private readonly record struct Entry(SessionRecord Record, long? LostUntil);
}
