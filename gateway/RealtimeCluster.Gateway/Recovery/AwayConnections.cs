using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>
/// The connections of this gateway whose clients are gone without a goodbye: first the others still see them, then they can still
/// be resumed, then they are over.
/// </summary>
/// <remarks>Thread-safe. One loop looks at all of them; a deadline is met within its interval.</remarks>
internal sealed partial class AwayConnections(IOptions<RecoveryOptions> options, TimeProvider time, ILogger<AwayConnections> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Longer than a takeover may take.
    private static readonly TimeSpan TakeoverPatience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>A client is gone.</summary>
    public void Add(Connection connection)
    {
        var entry = new Entry(connection, time.GetTimestamp());
        if (options.Value.PresenceGrace == TimeSpan.Zero)
        {
            connection.LeaveAll();
            entry.HasLeft = true;
        }

        _entries[connection.Id] = entry;
        if (connection.IsOver)
        {
            Remove(connection);
        }
    }

    /// <summary>
    /// Somebody else speaks for it now. Should that gateway die before the owners know of it, nobody would tell them that the member is
    /// gone: so this one does after a while. Where the member has moved that does nothing.
    /// </summary>
    public void AddYielded(Connection connection) =>
        _entries[connection.Id] = new Entry(connection, time.GetTimestamp()) { IsYielded = true };

    /// <summary>It is over.</summary>
    public void Remove(Connection connection)
    {
        if (_entries.TryGetValue(connection.Id, out var entry) && ReferenceEquals(entry.Connection, connection))
        {
            _entries.TryRemove(new KeyValuePair<string, Entry>(connection.Id, entry));
        }
    }

    public Connection? Find(string connectionId) => _entries.TryGetValue(connectionId, out var entry) && !entry.IsYielded ? entry.Connection : null;

    /// <summary>All of them.</summary>
    public IEnumerable<Connection> Connections => _entries.Values.Where(static entry => !entry.IsYielded).Select(static entry => entry.Connection);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var entry in _entries.Values)
            {
                try
                {
                    Check(entry);
                }
                catch (Exception exception)
                {
                    Log.CheckFailed(logger, exception);
                }
            }
        }
    }

    private void Check(Entry entry)
    {
        var gone = time.GetElapsedTime(entry.Since);
        if (entry.IsYielded)
        {
            if (gone >= options.Value.PresenceGrace + TakeoverPatience)
            {
                Remove(entry.Connection);
                entry.Connection.LeaveAsYielded();
            }

            return;
        }

        if (!entry.HasLeft && gone >= options.Value.PresenceGrace)
        {
            entry.HasLeft = true;
            entry.Connection.LeaveAll();
        }

        if (gone >= options.Value.Window)
        {
            Remove(entry.Connection);
            entry.Connection.End();
        }
    }

    private sealed class Entry(Connection connection, long since)
    {
        public Connection Connection => connection;

        public long Since => since;

        public bool HasLeft { get; set; }

        public bool IsYielded { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.AwayFailed, LogLevel.Error, "A connection whose client is gone could not be let go.")]
        public static partial void CheckFailed(ILogger logger, Exception exception);
    }
}
