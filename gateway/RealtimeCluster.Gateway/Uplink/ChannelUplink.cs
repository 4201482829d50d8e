using RealtimeCluster.Clustering.Batches;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The ordered way from this gateway to one channel's owner.</summary>
/// <remarks>
/// One batch is in flight; the next gathers while it flies, and one of joins and leaves only until <see cref="UplinkOptions.MembershipGap"/>
/// has passed since the last such: each batch becomes an event for every member. A batch is repeated unchanged until the owner answers
/// (<see cref="OwnerLine"/>): the owner recognises it, so nothing is lost or applied twice while owners come and go. Only one that can never be sent, or
/// that the owner answers each time with a fault of its own, is given up, and whoever sent its commands is told. Thread-safe.
/// </remarks>
internal sealed partial class ChannelUplink : BatchPump<UplinkTurn>
{
    private readonly ChannelKey _channel;
    private readonly UplinkServices _services;
    private readonly UplinkQueue _queue;
    private readonly MembershipPace _pace;
    private readonly UplinkBarriers _barriers = new();
    private readonly OwnerLine _line;
    private long _idleSince;
    private PendingCommand[] _inFlight = [];
    private bool _isClosed;
    private bool _mustAssert;

    public ChannelUplink(ChannelKey channel, UplinkServices services)
        : base(services.Time)
    {
        (_channel, _services) = (channel, services);
        _queue = new UplinkQueue(services.Options);
        _pace = new MembershipPace(services.Options.MembershipGap, services.Time);
        _line = new OwnerLine(channel, services, Gate, LeaveForDeparted);
        _idleSince = services.Time.GetTimestamp();
    }

    /// <inheritdoc cref="OwnerLine.Host"/>
    public SiloAddress? Host => _line.Host;

    /// <summary>How many commands wait, more or less: read without the lock, for those who watch.</summary>
    public int WaitingCount => _queue.Count;

    /// <summary>The bytes of those that wait, more or less.</summary>
    public long WaitingBytes => _queue.Bytes;

    /// <summary>Whether the owner has not answered for so long that the senders of what waits are told. Goes on until it answers.</summary>
    public bool IsStanding => _line.Standstill.IsKnown;

    private bool MayGather => _queue.MayGather && !_mustAssert && !_barriers.IsAwaited;

    /// <summary>
    /// Puts a command behind those that wait. A client's command waits for room, which stops the reading from that client; one
    /// that must not be lost (a leave, a detach) does not.
    /// </summary>
    /// <param name="pending">The command.</param>
    /// <param name="isBounded">Whether the bound applies.</param>
    /// <param name="room">When it was refused: completes when there may be room.</param>
    /// <returns>Whether it was taken; <see langword="null"/> when this uplink is closed and another must be found.</returns>
    public bool? TryEnqueue(PendingCommand pending, bool isBounded, out Task room) =>
        TryEnqueue(new ReadOnlySpan<PendingCommand>(in pending), isBounded, out room) is { } count ? count == 1 : null;

    /// <summary>Puts in as many of a row of commands as there is room for, so that they leave in as few calls as can be.</summary>
    /// <param name="pending">The commands.</param>
    /// <param name="room">Completes when there may be room for the rest.</param>
    /// <returns>How many were put in; <see langword="null"/> when this uplink is closed.</returns>
    public int? TryEnqueue(ReadOnlySpan<PendingCommand> pending, out Task room) => TryEnqueue(pending, isBounded: true, out room);

    /// <summary>The owner is lost: tells its successor what this gateway holds, also if nothing else is to be sent.</summary>
    /// <returns>False when this uplink is closed.</returns>
    public bool TryRequestAssertion()
    {
        lock (Gate)
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
        lock (Gate)
        {
            var passed = _barriers.PassAsync();
            if (_barriers.IsAwaited)
            {
                _pace.Hurry();
            }

            return passed;
        }
    }

    /// <inheritdoc cref="OwnerLine.Fence"/>
    public Acknowledgements Fence(long term) => _line.Fence(term);

    /// <inheritdoc cref="OwnerLine.Depart"/>
    public void Depart(string connectionId, int generation) => _line.Depart(connectionId, generation);

    /// <summary>Tells the senders of commands that wait for an owner which has not answered for long, each once until it answers.</summary>
    /// <returns>How many were told.</returns>
    public int NoticeStandstill()
    {
        if (!_line.Standstill.IsDue)
        {
            return 0;
        }

        List<PendingCommand> told;
        lock (Gate)
        {
            told = _line.Standstill.Note(_inFlight.Concat(_queue.Waiting));
        }

        told.ForEach(pending => pending.Sender!.OnStandstill(_channel, pending.Command.Kind));
        return told.Count;
    }

    /// <summary>Closes an uplink that had nothing to send for a while, and holds no event that an owner may still have to be told of.</summary>
    /// <returns>Whether it is closed now.</returns>
    public bool TryCloseIdle()
    {
        lock (Gate)
        {
            if (!_line.TrimAcknowledged() && !IsRunning && _queue.Count == 0 && _services.Time.GetElapsedTime(_idleSince) > _services.Options.IdleTimeout)
            {
                _isClosed = true;
            }

            return _isClosed;
        }
    }

    protected override bool TryTake(out UplinkTurn batch, out Task? pause)
    {
        batch = default;
        pause = MayGather ? _pace.Begin() : null;
        if (pause is not null)
        {
            return true;
        }

        batch = new UplinkTurn(_inFlight = _queue.TakeBatch(), _mustAssert);
        _mustAssert = false;
        if (batch.Commands.Length > 0 || batch.MustAssert)
        {
            _queue.ReleaseRoom();
            return true;
        }

        _idleSince = _services.Time.GetTimestamp();
        return false;
    }

    protected override async Task SendAsync(UplinkTurn batch)
    {
        if (batch.MustAssert)
        {
            await _line.AssertAsync();
            LeaveForDeparted();
        }

        if (batch.Commands.Length > 0)
        {
            await SendAsync(batch.Commands);
        }
    }

    // Only a fault of ours gets here; the channel goes on without the answers of this batch.
    protected override void OnFault(UplinkTurn batch, Exception exception) =>
        Log.SendFailed(_services.Logger, _channel.Kind, batch.Commands.Length, exception);

    private int? TryEnqueue(ReadOnlySpan<PendingCommand> pending, bool isBounded, out Task room)
    {
        lock (Gate)
        {
            room = Task.CompletedTask;
            if (_isClosed)
            {
                return null;
            }

            var count = 0;
            while (count < pending.Length && !(isBounded && _queue.IsFullFor(pending[count])))
            {
                _queue.Enqueue(pending[count++]);
            }

            if (count < pending.Length)
            {
                room = _queue.WhenRoom;
            }

            if (count > 0)
            {
                _barriers.Take(count);
                EnsureSending();
            }

            return count;
        }
    }

    private void EnsureSending()
    {
        if (!TryStart() && !MayGather)
        {
            _pace.Hurry();
        }
    }

    private async Task SendAsync(PendingCommand[] batch)
    {
        if (batch[0].Command.SizeBytes > _services.MaxCommandBytes)
        {
            // It would close the link to that silo for everybody, each time. One of more than a call's bytes is alone in its batch.
            GiveUp(batch, $"It has {batch[0].Command.SizeBytes} bytes.");
            return;
        }

        var start = _services.Time.GetTimestamp();
        if (await _line.ApplyAsync(Array.ConvertAll(batch, static pending => pending.Command)) is not { } reply)
        {
            GiveUp(batch, "The owner fails each time, or the gateway stops.");
            return;
        }

        _services.Metrics.UplinkAnswered(batch.Length, _services.Time.GetElapsedTime(start));
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i].Answer(reply.Results[i], reply.Position(i));
        }

        PassBarriers(batch.Length);
    }

    private void GiveUp(PendingCommand[] batch, string reason)
    {
        if (!_services.Stopping.IsCancellationRequested)
        {
            _services.Metrics.UplinkGivenUp(batch.Length);
            Log.GivenUp(_services.Logger, _channel.Kind, batch.Length, reason);
        }

        Array.ForEach(batch, static pending => pending.Answer(new CommandResult(CommandOutcome.GivenUp, 0), default));

        PassBarriers(batch.Length);
    }

    private void PassBarriers(int count)
    {
        lock (Gate)
        {
            _barriers.Answer(count);
        }
    }

    // The former owner may have applied their leaves and died before anyone heard of them: the successor, which was just told that
    // they are members, is told again. A leave of a connection that is no member any more does nothing.
    private void LeaveForDeparted()
    {
        foreach (var (connectionId, generation) in _services.Holdings.FindDeparted(_channel))
        {
            var leave = new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = connectionId, Generation = generation };
            TryEnqueue(new PendingCommand(leave, null), isBounded: false, out _);
        }
    }
}
