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
/// <remarks>
/// Thread-safe. One loop looks at those whose time has come, in the order in which they went, so what it costs does not grow with how many are
/// away; a deadline is met within its interval.
/// </remarks>
internal sealed partial class AwayConnections(IOptions<RecoveryOptions> options, RecoveryTimes times, TimeProvider time, ILogger<AwayConnections> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // Each in the order of going. They keep entries that were removed or replaced until their time comes, but not their connections.
    private readonly ConcurrentQueue<Entry> _present = new();
    private readonly ConcurrentQueue<Entry> _leaving = new();
    private readonly ConcurrentQueue<Entry> _resumable = new();
    private readonly ConcurrentQueue<Entry> _yielded = new();

    // A member whose client closed its transport is shown no longer than one that was cut off.
    private TimeSpan GoodbyeGrace => options.Value.GoodbyeGrace < options.Value.PresenceGrace ? options.Value.GoodbyeGrace : options.Value.PresenceGrace;

    /// <summary>A client is gone.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="isLikelyGoodbye">Whether it closed its transport, so that the others wait for it only <see cref="RecoveryOptions.GoodbyeGrace"/>.</param>
    public void Add(Connection connection, bool isLikelyGoodbye = false)
    {
        var entry = new Entry(connection, time.GetTimestamp(), isYielded: false);
        var grace = isLikelyGoodbye ? GoodbyeGrace : options.Value.PresenceGrace;
        if (grace == TimeSpan.Zero)
        {
            connection.LeaveAll();
        }

        Put(connection.Id, entry);
        if (connection.IsOver)
        {
            Remove(connection);
            return;
        }

        if (grace > TimeSpan.Zero)
        {
            (isLikelyGoodbye ? _leaving : _present).Enqueue(entry);
        }

        _resumable.Enqueue(entry);
    }

    /// <summary>
    /// Somebody else speaks for it now. Should that gateway die before the owners know of it, nobody would tell them that the member is
    /// gone: so this one does after a while. Where the member has moved that does nothing.
    /// </summary>
    public void AddYielded(Connection connection)
    {
        var entry = new Entry(connection, time.GetTimestamp(), isYielded: true);
        Put(connection.Id, entry);
        _yielded.Enqueue(entry);
    }

    /// <summary>
    /// Lets go of a connection with which a newer attempt of its client goes on, when nobody asked for that and so nobody waits for it. Never throws: a failure
    /// is logged, and its members end as those of any connection that was let go.
    /// </summary>
    public async Task YieldAsync(Connection connection)
    {
        try
        {
            await connection.YieldAsync().WaitAsync(times.Yield, time);
        }
        catch (Exception exception)
        {
            Log.YieldFailed(logger, connection.Id, exception);
        }
    }

    /// <summary>It is over.</summary>
    public void Remove(Connection connection)
    {
        if (_entries.TryGetValue(connection.Id, out var entry) && ReferenceEquals(entry.Connection, connection) && _entries.TryRemove(new(connection.Id, entry)))
        {
            entry.Forget();
        }
    }

    public Connection? Find(string connectionId) => _entries.TryGetValue(connectionId, out var entry) && !entry.IsYielded ? entry.Connection : null;

    /// <summary>All of them.</summary>
    public IEnumerable<Connection> Connections => _entries.Values.Where(static entry => !entry.IsYielded).Select(static entry => entry.Connection).OfType<Connection>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            LetGo(_present, options.Value.PresenceGrace, static connection => connection.LeaveAll());
            LetGo(_leaving, GoodbyeGrace, static connection => connection.LeaveAll());
            LetGo(_resumable, options.Value.Window, connection =>
            {
                Remove(connection);
                connection.End();
            });
            LetGo(_yielded, options.Value.PresenceGrace + times.Takeover, connection =>
            {
                Remove(connection);
                connection.LeaveAll();
            });
        }
    }

    private void Put(string id, Entry entry) => _entries.AddOrUpdate(
        id,
        static (_, added) => added,
        static (_, replaced, added) =>
        {
            if (replaced.Connection?.Generation > added.Connection?.Generation)
            {
                // What it was let go for is here itself, and leaves with more right.
                added.Forget();
                return replaced;
            }

            replaced.Forget();
            return added;
        },
        entry);

    private void LetGo(ConcurrentQueue<Entry> queue, TimeSpan after, Action<Connection> act)
    {
        while (queue.TryPeek(out var entry) && (entry.Connection is null || time.GetElapsedTime(entry.Since) >= after) && queue.TryDequeue(out _))
        {
            try
            {
                if (entry.Connection is { } connection)
                {
                    act(connection);
                }
            }
            catch (Exception exception)
            {
                Log.CheckFailed(logger, exception);
            }
        }
    }

    private sealed class Entry(Connection connection, long since, bool isYielded)
    {
        private volatile Connection? _connection = connection;

        /// <summary>Null once it was removed or another entry took its place.</summary>
        public Connection? Connection => _connection;

        public long Since => since;

        public bool IsYielded => isYielded;

        public void Forget() => _connection = null;
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.AwayFailed, LogLevel.Error, "A connection whose client is gone could not be let go.")]
        public static partial void CheckFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogEvents.SupersededHeld, LogLevel.Warning, "Connection {ConnectionId}, with which a newer attempt goes on, was not let go in time.")]
        public static partial void YieldFailed(ILogger logger, string connectionId, Exception exception);
    }
}
