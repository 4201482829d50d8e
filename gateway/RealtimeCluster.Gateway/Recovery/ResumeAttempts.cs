using System.Collections.Concurrent;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>The tries to go on with sessions that are under way on this gateway, so that a newer one, here or elsewhere, finds the older one and ends it.</summary>
/// <remarks>Thread-safe. An entry lives as long as its try, which has a deadline.</remarks>
internal sealed class ResumeAttempts
{
    private readonly ConcurrentDictionary<string, ResumeAttempt> _attempts = new(StringComparer.Ordinal);

    /// <summary>What they are to become: nobody else on this gateway speaks for these sessions yet.</summary>
    public IEnumerable<Connection> Connections => _attempts.Select(static pair => pair.Value.Connection);

    /// <summary>Begins a try, and ends an older one of the same session.</summary>
    /// <param name="connection">What it is to become.</param>
    /// <returns><see langword="null"/> when a newer one is under way.</returns>
    public ResumeAttempt? TryBegin(Connection connection)
    {
        var attempt = new ResumeAttempt(connection);
        while (true)
        {
            if (_attempts.TryGetValue(connection.Id, out var other))
            {
                if (other.Generation >= attempt.Generation)
                {
                    return null;
                }

                if (_attempts.TryUpdate(connection.Id, attempt, other))
                {
                    other.Supersede();
                    return attempt;
                }
            }
            else if (_attempts.TryAdd(connection.Id, attempt))
            {
                return attempt;
            }
        }
    }

    /// <summary>A newer try of a session began elsewhere: the older one here ends.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">The generation of the newer one.</param>
    public void EndOlder(string connectionId, int generation)
    {
        if (_attempts.TryGetValue(connectionId, out var attempt) && attempt.Generation < generation)
        {
            attempt.Supersede();
        }
    }

    /// <summary>A try is over.</summary>
    public void End(ResumeAttempt attempt) => _attempts.TryRemove(new KeyValuePair<string, ResumeAttempt>(attempt.Connection.Id, attempt));
}
