using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The ordered way from this gateway to one channel's owner.</summary>
/// <remarks>
/// One batch is in flight; the next gathers while it flies. A batch is repeated unchanged until the owner answers: the owner
/// recognises it, so nothing is lost or applied twice while owners come and go. Thread-safe.
/// </remarks>
internal sealed partial class ChannelUplink(ChannelKey channel, UplinkServices services) : IThreadPoolWorkItem
{
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly UplinkQueue _queue = new(services.Options);
    private TaskCompletionSource? _room;
    private long _epoch;
    private long _idleSince = services.Time.GetTimestamp();
    private bool _isSending;
    private bool _isClosed;
    private bool _mustAssert;

    /// <summary>The silo that hosts the owner, as of its last answer.</summary>
    public SiloAddress? Host { get; private set; }

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
            EnsureSending();
            return true;
        }
    }

    /// <summary>The owner is lost: tells its successor what this gateway holds, also if nothing else is to be sent.</summary>
    public void RequestAssertion()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _mustAssert = true;
                EnsureSending();
            }
        }
    }

    /// <summary>Closes an uplink that had nothing to send for a while.</summary>
    /// <returns>Whether it is closed now.</returns>
    public bool TryCloseIdle()
    {
        lock (_lock)
        {
            if (!_isSending && _queue.Count == 0 && services.Time.GetElapsedTime(_idleSince) > services.Options.IdleTimeout)
            {
                _isClosed = true;
            }

            return _isClosed;
        }
    }

    /// <summary>Starts the loop that sends. Only the thread pool calls it.</summary>
    void IThreadPoolWorkItem.Execute() => _ = SendLoopAsync();

    private void EnsureSending()
    {
        if (!_isSending)
        {
            _isSending = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    private async Task SendLoopAsync()
    {
        while (TryTake(out var batch, out var mustAssert))
        {
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
        }
    }

    private bool TryTake(out PendingCommand[] batch, out bool mustAssert)
    {
        lock (_lock)
        {
            batch = _queue.TakeBatch();
            mustAssert = _mustAssert;
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
        var commands = Array.ConvertAll(batch, static pending => pending.Command);
        var sequence = services.NextSequence();
        var reply = await CallAsync(
            (owner, epoch) => owner.ApplyAsync(new UplinkBatch
            {
                Gateway = services.Gateway,
                Sequence = sequence,
                Epoch = epoch,
                Commands = commands,
            }));
        if (reply is null)
        {
            return;
        }

        services.Metrics.UplinkAnswered(batch.Length);
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i].OnAnswered?.Invoke(reply.Results[i], reply.Epoch);
        }
    }

    private async Task AssertAsync()
    {
        await CallAsync((owner, _) => owner.AssertAsync(services.Holdings.Describe(channel)));
        LeaveForDeparted();
    }

    // The former owner may have applied their leaves and died before anyone heard of them: the successor, which was just told that
    // they are members, is told again. A leave of who is no member any more does nothing.
    private void LeaveForDeparted()
    {
        foreach (var connectionId in services.Holdings.FindDeparted(channel))
        {
            TryEnqueue(new PendingCommand(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = connectionId }, null), isBounded: false, out _);
        }
    }

    /// <summary>Calls the owner until it answers; <see langword="null"/> only when the gateway stops.</summary>
    private async Task<UplinkReply?> CallAsync(Func<IChannelOwner, long, Task<UplinkReply>> call)
    {
        var delay = services.Options.RetryDelay;
        for (var attempt = 1; !services.Stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                var owner = services.Grains.GetChannelOwner(channel);
                var reply = await call(owner, _epoch);
                if (reply.EpochMismatch)
                {
                    services.Metrics.UplinkMismatched();
                    reply = await owner.AssertAsync(services.Holdings.Describe(channel));
                    var isNewOwner = reply.Epoch != _epoch;
                    _epoch = reply.Epoch;
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
                else
                {
                    _epoch = reply.Epoch;
                    Host = reply.Host;
                    return reply;
                }
            }
            catch (Exception exception)
            {
                services.Metrics.UplinkRetried();
                Log.CallFailed(services.Logger, channel.Kind, attempt, exception);
            }

            await Task.Delay(delay, services.Time);
            delay = delay * 2 > MaxRetryDelay ? MaxRetryDelay : delay * 2;
        }

        return null;
    }
}
