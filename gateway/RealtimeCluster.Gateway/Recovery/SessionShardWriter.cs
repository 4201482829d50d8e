using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Writes what changes in one shard's sessions: one batch in flight, what changes meanwhile gathers.</summary>
/// <remarks>
/// A session is written whole once, then what changes of it; a shard that does not know it asks for the whole. A batch says how things are when it is
/// sent, so a session that changes often is in it once, and repeating it changes nothing. A session that the shard cannot take has no second copy until its
/// next change, with which the whole of it is sent again. Bounded by the number of sessions. Thread-safe.
/// </remarks>
/// <param name="link">The way to the shard.</param>
/// <param name="gateway">This gateway.</param>
/// <param name="patience">
/// The longest wait for a shard, counted from the first that a batch is for: a client is better served without a second copy than not at all.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class SessionShardWriter(SessionShardLink link, GatewayId gateway, TimeSpan patience, TimeProvider time) : IThreadPoolWorkItem
{
    /// <summary>How long after a batch began to leave others are sent to its shard on purpose.</summary>
    public static readonly TimeSpan GatherWindow = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest that a change waits for which nobody waits.</summary>
    public static readonly TimeSpan Leisure = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private PendingBatch _pending = new();
    private volatile bool _isWriting;
    private ITimer? _leisure;
    private long _begunAt;

    /// <summary>
    /// Whether a batch has just begun to leave, behind which others may gather. A shard that takes longer to answer than <see cref="GatherWindow"/>, since its silo
    /// is gone perhaps, is no place to send more to.
    /// </summary>
    public bool IsGathering => _isWriting && time.GetElapsedTime(Volatile.Read(ref _begunAt)) < GatherWindow;

    /// <summary>How long the batch in flight has been under way, repetitions included.</summary>
    public TimeSpan StandsFor => _isWriting ? time.GetElapsedTime(Volatile.Read(ref _begunAt)) : TimeSpan.Zero;

    /// <summary>Writes a part of a session as it will be when the next batch goes.</summary>
    /// <returns>
    /// Completes when the shard has it, or with <see langword="false"/> after the patience, in which case it is written all the same, or when the shard cannot take
    /// a session of this batch.
    /// </returns>
    public Task<bool> Save(Connection connection, SessionPart part)
    {
        lock (_lock)
        {
            _pending.Add(connection, part);
            return EnsureWriting();
        }
    }

    /// <summary>Writes a part of a session with the next batch, or after <see cref="Leisure"/>.</summary>
    public void SaveAtLeisure(Connection connection, SessionPart part)
    {
        lock (_lock)
        {
            _pending.Add(connection, part);
            if (!_isWriting)
            {
                _leisure ??= time.CreateTimer(static writer => ((SessionShardWriter)writer!).OnLeisure(), this, Leisure, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Has the shard forget a session.</summary>
    /// <returns>As for <see cref="Save"/>.</returns>
    public Task<bool> End(EndedSession ended)
    {
        lock (_lock)
        {
            _pending.Ended.Add(ended);
            return EnsureWriting();
        }
    }

    /// <summary>Starts the loop that writes. Only the thread pool calls it.</summary>
    void IThreadPoolWorkItem.Execute() => _ = WriteLoopAsync();

    private void OnLeisure()
    {
        lock (_lock)
        {
            if (!_pending.IsEmpty)
            {
                _ = EnsureWriting();
            }
        }
    }

    private Task<bool> EnsureWriting()
    {
        _leisure?.Dispose();
        _leisure = null;
        _pending.Patience ??= time.CreateTimer(
            static outcome => ((TaskCompletionSource<bool>)outcome!).TrySetResult(false), _pending.Outcome, patience, Timeout.InfiniteTimeSpan);
        if (!_isWriting)
        {
            _isWriting = true;
            Volatile.Write(ref _begunAt, time.GetTimestamp());

            // Behind what the thread pool has to do already: of many who connect at once the next ones are in the batch too.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return _pending.Outcome.Task;
    }

    private async Task WriteLoopAsync()
    {
        var hasMore = TryTake(out var pending);
        while (hasMore)
        {
            var written = pending;
            var isTaken = await TryWriteAsync(written);

            // Before anybody goes on: whoever waited for this batch and has more finds a writer that rests, unless others have given it work.
            hasMore = TryTake(out pending);
            written.Outcome.TrySetResult(isTaken);
            if (written.Patience is { } timer)
            {
                await timer.DisposeAsync();
            }
        }
    }

    private bool TryTake(out PendingBatch pending)
    {
        lock (_lock)
        {
            pending = _pending;
            if (pending.IsEmpty)
            {
                _isWriting = false;
                return false;
            }

            _pending = new PendingBatch();
            Volatile.Write(ref _begunAt, time.GetTimestamp());
            return true;
        }
    }

    private async Task<bool> TryWriteAsync(PendingBatch pending)
    {
        var batches = new SessionBatches(gateway);
        foreach (var (connection, parts) in pending.Changed)
        {
            if (connection.Session is not { } session)
            {
                continue;
            }

            if (parts.IsWhole || !session.IsKnown)
            {
                session.IsKnown = true;
                batches.Add(session.Describe(connection, gateway));
            }
            else
            {
                batches.Add(parts.Describe(connection, session));
            }
        }

        pending.Ended.ForEach(batches.Add);
        var reply = await link.SendAsync(batches.Take());
        if (reply.Unknown.Count > 0)
        {
            // Another activation of the shard, which has not heard of them.
            var whole = new SessionBatches(gateway);
            foreach (var connection in pending.Changed.Keys.Where(connection => reply.Unknown.Contains(connection.Id)))
            {
                if (connection.Session is { } session)
                {
                    whole.Add(session.Describe(connection, gateway));
                }
            }

            reply.RefusedBy(await link.SendAsync(whole.Take()));
        }

        foreach (var connection in pending.Changed.Keys.Where(connection => reply.Refused.Contains(connection.Id)))
        {
            connection.Session?.IsKnown = false;
        }

        return reply.Refused.Count == 0;
    }

    private sealed class PendingBatch
    {
        public Dictionary<Connection, SessionParts> Changed { get; } = [];

        public List<EndedSession> Ended { get; } = [];

        public bool IsEmpty => Changed.Count == 0 && Ended.Count == 0;

        public TaskCompletionSource<bool> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Runs from the first that waits for it; one for all of them.</summary>
        public ITimer? Patience { get; set; }

        public void Add(Connection connection, SessionPart part)
        {
            if (!Changed.TryGetValue(connection, out var parts))
            {
                Changed.Add(connection, parts = new SessionParts());
            }

            parts.Add(part);
        }
    }
}
