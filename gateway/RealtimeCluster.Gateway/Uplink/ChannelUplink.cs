using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The ordered way from this gateway to one channel's owner.</summary>
/// <remarks>
/// One batch is in flight; the next gathers while it flies, and one of joins and leaves only until <see cref="UplinkOptions.MembershipGap"/>
/// has passed since the last such: each batch becomes an event for every member. A batch is repeated unchanged until the owner answers: the owner
/// recognises it, so nothing is lost or applied twice while owners come and go. Only one that can never be sent, or that the owner answers each time
/// with a fault of its own (<see cref="CallFaults"/>), is given up, and whoever sent its commands is told. Thread-safe.
/// </remarks>
internal sealed partial class ChannelUplink(ChannelKey channel, UplinkServices services) : IThreadPoolWorkItem
{
    // Fewer are what it takes to replace an owner.
    private const int RetriesBeforeWarning = 10;
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // Kept: finding a grain reads attributes by reflection each time, which was a seventh of the processor time of a batch over a thousand channels.
    // Not before the first call, since there is none to be found while no silo is in sight.
    private IChannelOwner? _owner;
    private readonly UplinkQueue _queue = new(services.Options);
    private readonly MembershipPace _pace = new(services.Options.MembershipGap, services.Time);
    private readonly AcknowledgedEvents _acknowledged = new(services.Kept, services.Time);
    private readonly List<(long Sequence, TaskCompletionSource Passed)> _barriers = [];
    private readonly Standstill _standstill = new(services.Options.StandstillNotice, services.Time);
    private TaskCompletionSource? _room;
    private long _term;
    private long _fence;
    private long _enqueuedCount;
    private long _answeredCount;
    private long _idleSince = services.Time.GetTimestamp();
    private long _begunAt;
    private PendingCommand[] _inFlight = [];
    private bool _isSending;
    private bool _isClosed;
    private bool _mustAssert;

    /// <summary>The silo that hosts the owner, as of its last answer; <see langword="null"/> when it has a successor that has not answered yet.</summary>
    public SiloAddress? Host { get; private set; }

    /// <summary>How long the call in flight has been under way, repetitions included; zero when there is none.</summary>
    public TimeSpan StandsFor => Volatile.Read(ref _begunAt) is not 0 and var begun ? services.Time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>How many commands wait, more or less: read without the lock, for those who watch.</summary>
    public int WaitingCount => _queue.Count;

    /// <summary>The bytes of those that wait, more or less.</summary>
    public long WaitingBytes => _queue.Bytes;

    /// <summary>Whether the owner has not answered for so long that the senders of what waits are told. Goes on until it answers.</summary>
    public bool IsStanding => _standstill.IsKnown;

    /// <summary>
    /// Puts a command behind those that wait. A client's command waits for room, which stops the reading from that client; one
    /// that must not be lost (a leave, a detach) does not.
    /// </summary>
    /// <param name="pending">The command.</param>
    /// <param name="isBounded">Whether the bound applies.</param>
    /// <param name="room">When it was refused: completes when there may be room.</param>
    /// <returns>Whether it was taken; <see langword="null"/> when this uplink is closed and another must be found.</returns>
    public bool? TryEnqueue(PendingCommand pending, bool isBounded, out Task room)
    {
        lock (_lock)
        {
            room = Task.CompletedTask;
            if (_isClosed)
            {
                return null;
            }

            if (isBounded && _queue.IsFullFor(pending.Command))
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return false;
            }

            _queue.Enqueue(pending);
            _enqueuedCount++;
            EnsureSending();
            return true;
        }
    }

    /// <summary>Puts in as many of a row of commands as there is room for, so that they leave in as few calls as can be.</summary>
    /// <param name="pending">The commands.</param>
    /// <param name="room">Completes when there may be room for the rest.</param>
    /// <returns>How many were put in; <see langword="null"/> when this uplink is closed.</returns>
    public int? TryEnqueue(ReadOnlySpan<PendingCommand> pending, out Task room)
    {
        lock (_lock)
        {
            room = Task.CompletedTask;
            if (_isClosed)
            {
                return null;
            }

            var count = 0;
            while (count < pending.Length && !_queue.IsFullFor(pending[count].Command))
            {
                _queue.Enqueue(pending[count++]);
            }

            if (count < pending.Length)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            _enqueuedCount += count;
            EnsureSending();
            return count;
        }
    }

    /// <summary>The owner is lost: tells its successor what this gateway holds, also if nothing else is to be sent.</summary>
    /// <returns>False when this uplink is closed.</returns>
    public bool TryRequestAssertion()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _mustAssert = true;
                EnsureSending();
            }

            return !_isClosed;
        }
    }

    /// <summary>Completes when all that was put in before has been answered.</summary>
    public Task PassAsync()
    {
        lock (_lock)
        {
            if (_answeredCount == _enqueuedCount)
            {
                return Task.CompletedTask;
            }

            var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _barriers.Add((_enqueuedCount, passed));
            _pace.Hurry();
            return passed.Task;
        }
    }

    /// <summary>
    /// What owners acknowledged lately. Answers of owners with a lower term count no more: their batches are sent again.
    /// </summary>
    /// <param name="term">The term of the owner that asks.</param>
    public Acknowledgements Fence(long term)
    {
        lock (_lock)
        {
            _fence = Math.Max(_fence, term);
            Host = null;
            return _acknowledged.Describe() with { Fence = _fence };
        }
    }

    /// <summary>See <see cref="AcknowledgedEvents.Depart"/>.</summary>
    public void Depart(string connectionId, int generation)
    {
        lock (_lock)
        {
            _acknowledged.Depart(connectionId, generation);
        }
    }

    /// <summary>Lets go of acknowledged events that are too old, also of a channel to which nothing more is sent.</summary>
    /// <returns>Whether any are left.</returns>
    public bool TrimAcknowledged()
    {
        lock (_lock)
        {
            _acknowledged.Trim();
            return !_acknowledged.IsEmpty;
        }
    }

    /// <summary>Tells the senders of commands that wait for an owner which has not answered for long, each once until it answers.</summary>
    /// <returns>How many were told.</returns>
    public int NoticeStandstill()
    {
        if (!_standstill.IsDue)
        {
            return 0;
        }

        List<PendingCommand> told;
        lock (_lock)
        {
            told = _standstill.Note(_inFlight.Concat(_queue.Waiting));
        }

        told.ForEach(pending => pending.Sender!.OnStandstill(channel, pending.Command.Kind));
        return told.Count;
    }

    /// <summary>Closes an uplink that had nothing to send for a while, and holds no event that an owner may still have to be told of.</summary>
    /// <returns>Whether it is closed now.</returns>
    public bool TryCloseIdle()
    {
        lock (_lock)
        {
            _acknowledged.Trim();
            if (!_isSending && _queue.Count == 0 && _acknowledged.IsEmpty && services.Time.GetElapsedTime(_idleSince) > services.Options.IdleTimeout)
            {
                _isClosed = true;
            }

            return _isClosed;
        }
    }

    private bool MayGather => _queue.MayGather && !_mustAssert && _barriers.Count == 0;

    /// <summary>Starts the loop that sends. Only the thread pool calls it.</summary>
    void IThreadPoolWorkItem.Execute() => _ = SendLoopAsync();

    private void EnsureSending()
    {
        if (!_isSending)
        {
            _isSending = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
        else if (!MayGather)
        {
            _pace.Hurry();
        }
    }

    private async Task SendLoopAsync()
    {
        while (TryTake(out var batch, out var mustAssert, out var rest))
        {
            if (rest is not null)
            {
                await rest;
                continue;
            }

            // Never 0, which says that nothing is under way.
            Volatile.Write(ref _begunAt, services.Time.GetTimestamp() | 1);
            try
            {
                if (mustAssert)
                {
                    await AssertAsync();
                }

                if (batch.Length > 0)
                {
                    await SendAsync(batch);
                }
            }
            catch (Exception exception)
            {
                // Only a fault of ours gets here; the channel goes on without the answers of this batch.
                Log.SendFailed(services.Logger, channel.Kind, batch.Length, exception);
            }
            finally
            {
                Volatile.Write(ref _begunAt, 0);
            }
        }
    }

    private bool TryTake(out PendingCommand[] batch, out bool mustAssert, out Task? rest)
    {
        lock (_lock)
        {
            (batch, mustAssert, rest) = ([], _mustAssert, MayGather ? _pace.Begin() : null);
            if (rest is not null)
            {
                return true;
            }

            _inFlight = batch = _queue.TakeBatch();
            _mustAssert = false;
            if (batch.Length > 0 || mustAssert)
            {
                _room?.TrySetResult();
                _room = null;
                return true;
            }

            _isSending = false;
            _idleSince = services.Time.GetTimestamp();
            return false;
        }
    }

    private async Task SendAsync(PendingCommand[] batch)
    {
        if (batch[0].Command.SizeBytes > services.MaxCommandBytes)
        {
            // It would close the link to that silo for everybody, each time. One of more than a call's bytes is alone in its batch.
            GiveUp(batch, $"It has {batch[0].Command.SizeBytes} bytes.");
            return;
        }

        var commands = Array.ConvertAll(batch, static pending => pending.Command);
        var id = new BatchId(services.Gateway, services.NextSequence());
        var start = services.Time.GetTimestamp();
        var reply = await CallAsync(
            (owner, term) => owner.ApplyAsync(new UplinkBatch
            {
                Gateway = id.Gateway,
                Sequence = id.Sequence,
                Term = term,
                Commands = commands,
                Fence = Volatile.Read(ref _fence),
            }),
            reply => TryAcknowledge(id, commands, reply));
        if (reply is null)
        {
            GiveUp(batch, "The owner fails each time, or the gateway stops.");
            return;
        }

        services.Metrics.UplinkAnswered(batch.Length, services.Time.GetElapsedTime(start));
        for (var i = 0; i < batch.Length; i++)
        {
            if (reply.Results[i].Outcome == CommandOutcome.Superseded)
            {
                batch[i].Sender?.OnSuperseded();
            }

            batch[i].OnAnswered?.Invoke(reply.Results[i], reply.Position(i));
        }

        PassBarriers(batch.Length);
    }

    private void GiveUp(PendingCommand[] batch, string reason)
    {
        if (!services.Stopping.IsCancellationRequested)
        {
            services.Metrics.UplinkGivenUp(batch.Length);
            Log.GivenUp(services.Logger, channel.Kind, batch.Length, reason);
        }

        foreach (var pending in batch)
        {
            pending.OnAnswered?.Invoke(new CommandResult(CommandOutcome.GivenUp, 0), default);
        }

        PassBarriers(batch.Length);
    }

    // Under the lock that a fence takes: an answer is either among what the next owner learns, or counts for nothing.
    private bool TryAcknowledge(BatchId id, ChannelCommand[] commands, UplinkReply reply)
    {
        lock (_lock)
        {
            if (reply.Term < _fence)
            {
                return false;
            }

            var wasEmpty = _acknowledged.IsEmpty;
            _acknowledged.Add(id, commands, reply);
            if (wasEmpty && !_acknowledged.IsEmpty)
            {
                services.Expiry.Add(this);
            }

            return true;
        }
    }

    private void PassBarriers(int count)
    {
        lock (_lock)
        {
            _answeredCount += count;
            foreach (var (sequence, passed) in _barriers)
            {
                if (sequence <= _answeredCount)
                {
                    passed.TrySetResult();
                }
            }

            _barriers.RemoveAll(barrier => barrier.Sequence <= _answeredCount);
        }
    }

    private async Task AssertAsync()
    {
        await CallAsync((owner, _) => TellAsync(owner), static _ => true);
        LeaveForDeparted();
    }

    // An owner that takes over meanwhile has asked for all of it before it answers.
    private async Task<UplinkReply> TellAsync(IChannelOwner owner)
    {
        UplinkReply? reply = null;
        foreach (var part in Testimony.Cut(services.Holdings.Describe(channel), services.Options.MaxBatchBytes))
        {
            reply = await owner.AssertAsync(part);
        }

        return reply!;
    }

    // The former owner may have applied their leaves and died before anyone heard of them: the successor, which was just told that
    // they are members, is told again. A leave of who is no member any more does nothing.
    private void LeaveForDeparted()
    {
        foreach (var (connectionId, generation) in services.Holdings.FindDeparted(channel))
        {
            var leave = new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = connectionId, Generation = generation };
            TryEnqueue(new PendingCommand(leave, null), isBounded: false, out _);
        }
    }

    private IChannelOwner FindOwner()
    {
        try
        {
            return _owner ??= services.Grains.GetChannelOwner(channel);
        }
        catch (ArgumentException exception)
        {
            // What Orleans says while no silo is in sight.
            throw new RealtimeUnavailableException("No silo is there.", exception);
        }
    }

    /// <summary>Calls the owner until it answers; <see langword="null"/> when that is given up or the gateway stops.</summary>
    private async Task<UplinkReply?> CallAsync(Func<IChannelOwner, long, Task<UplinkReply>> call, Func<UplinkReply, bool> accept)
    {
        var delay = services.Options.RetryDelay;
        var faultCount = 0;
        _standstill.Begin();
        for (var attempt = 1; !services.Stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                var owner = FindOwner();
                var reply = await call(owner, _term);
                if (reply.TermMismatch)
                {
                    services.Metrics.UplinkMismatched();
                    reply = await TellAsync(owner);
                    var isNewOwner = reply.Term != _term;
                    _term = reply.Term;
                    Host = reply.Host;
                    if (isNewOwner)
                    {
                        // Once for each owner: one that goes on refusing must not make this queue grow.
                        LeaveForDeparted();
                    }

                    if (attempt == 1)
                    {
                        continue;
                    }
                }
                else if (accept(reply))
                {
                    _term = reply.Term;
                    Host = reply.Host;
                    lock (_lock)
                    {
                        _standstill.End();
                    }

                    return reply;
                }
            }
            catch (Exception exception)
            {
                services.Metrics.UplinkRetried();
                Log.CallFailed(services.Logger, channel.Kind, attempt, exception);
                if (Host is { } host)
                {
                    services.Suspicion.Suspect(host);
                }

                if (attempt % RetriesBeforeWarning == 0)
                {
                    Log.Stands(services.Logger, channel.Kind, attempt, exception.Message);
                }

                if (!CallFaults.IsWorthRepeating(exception, ref faultCount))
                {
                    Log.Refused(services.Logger, channel.Kind, attempt, exception);
                    lock (_lock)
                    {
                        _standstill.End();
                    }

                    return null;
                }
            }

            var isWoken = await services.Pulse.WaitAsync(delay, services.Time);
            delay = isWoken ? services.Options.RetryDelay : delay * 2 > MaxRetryDelay ? MaxRetryDelay : delay * 2;
        }

        return null;
    }
}
