using System.Collections.Concurrent;
using System.Diagnostics;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The uplinks of this gateway, one for each channel it has something to say to.</summary>
internal sealed class UplinkRegistry(UplinkServices services) : IOwnerCaller, IStandingLinks
{
    private readonly ConcurrentDictionary<ChannelKey, ChannelUplink> _uplinks = new();

    /// <summary>How many commands wait for all owners, more or less.</summary>
    public long WaitingCount => _uplinks.Sum(static entry => (long)entry.Value.WaitingCount);

    /// <summary>The number of the last batch that left for any owner.</summary>
    public long LastSequence => services.LastSequence;

    /// <summary>The bytes of those that wait, more or less.</summary>
    public long WaitingBytes => _uplinks.Sum(static entry => entry.Value.WaitingBytes);

    public string Kind => "uplink";

    public TimeSpan LongestStand => _uplinks.Select(static entry => entry.Value.StandsFor).DefaultIfEmpty().Max();

    /// <summary>Sends a client's command, in order; completes when it is queued.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="command">The command.</param>
    /// <param name="onAnswered">Told the owner's result and its position; must not throw or block.</param>
    /// <param name="cancellationToken">Stops waiting for room; the command is not sent then.</param>
    /// <param name="sender">Told when the owner has not answered for long.</param>
    public ValueTask EnqueueAsync(
        ChannelKey channel,
        ChannelCommand command,
        Action<CommandResult, StreamPosition>? onAnswered,
        CancellationToken cancellationToken,
        ICommandSender? sender = null)
    {
        var pending = UplinkSpan.Begin(new PendingCommand(command, onAnswered, sender), out var span);
        return TryEnqueue(channel, pending, isBounded: true, out var room)
            ? ValueTask.CompletedTask
            : new ValueTask(EnqueueWhenRoomAsync(channel, pending, room, span, cancellationToken));
    }

    /// <summary>Sends a row of commands of one channel, in order and in as few calls as can be; completes when all are queued.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="pending">The commands.</param>
    /// <param name="cancellationToken">Stops waiting for room; those for which there was none are not sent then.</param>
    public async Task EnqueueAsync(ChannelKey channel, PendingCommand[] pending, CancellationToken cancellationToken)
    {
        var row = UplinkSpan.BeginAll(pending, out var spans);
        var start = Enqueue(channel, row, out var room);
        try
        {
            for (; start < row.Length; start += Enqueue(channel, row.AsSpan(start), out room))
            {
                services.Metrics.UplinkWaited();
                await room.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (spans is not null)
        {
            foreach (var span in spans.AsSpan(start))
            {
                UplinkSpan.GiveUp(span);
            }

            throw;
        }
    }

    /// <summary>Sends a command that must not be lost, in order. Bounded by what it undoes: a leave by its join.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="command">The command.</param>
    /// <param name="onAnswered">Told the owner's result and its position; must not throw or block.</param>
    /// <param name="sender">Told when the owner has not answered for long.</param>
    public void Enqueue(ChannelKey channel, ChannelCommand command, Action<CommandResult, StreamPosition>? onAnswered = null, ICommandSender? sender = null) =>
        TryEnqueue(channel, new PendingCommand(command, onAnswered, sender), isBounded: false, out _);

    /// <summary>See <see cref="ChannelUplink.IsStanding"/>.</summary>
    public bool IsStanding(ChannelKey channel) => _uplinks.TryGetValue(channel, out var uplink) && uplink.IsStanding;

    /// <summary>See <see cref="ChannelUplink.NoticeStandstill"/>.</summary>
    public int NoticeStandstills() => _uplinks.Sum(static entry => entry.Value.NoticeStandstill());

    /// <summary>A silo is gone: every channel it owned, or may have owned, has to learn anew what this gateway holds.</summary>
    /// <param name="silo">The silo.</param>
    public void AssertAfterLossOf(SiloAddress silo)
    {
        services.Pulse.Beat();
        foreach (var uplink in _uplinks.Values)
        {
            if (uplink.Host is not { } host || host.Equals(silo))
            {
                uplink.TryRequestAssertion();
            }
        }
    }

    /// <inheritdoc />
    public void Ask(ChannelKey channel)
    {
        while (!_uplinks.GetOrAdd(channel, static (key, shared) => new ChannelUplink(key, shared), services).TryRequestAssertion())
        {
            _uplinks.TryRemove(channel, out _);
        }
    }

    /// <summary>A connection goes on elsewhere.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">Its generation.</param>
    /// <param name="channels">The logs it sent to.</param>
    /// <returns>Completes when all that was sent to them before has been answered.</returns>
    public Task DepartAsync(string connectionId, int generation, IEnumerable<ChannelKey> channels) =>
        Task.WhenAll([.. channels.Select(channel => DepartAsync(connectionId, generation, channel))]);

    /// <summary>See <see cref="ChannelUplink.Fence"/>.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks.</param>
    public Acknowledgements Fence(ChannelKey channel, long term) =>
        _uplinks.TryGetValue(channel, out var uplink) ? uplink.Fence(term) : Acknowledgements.None;

    /// <summary>Lets go of uplinks that have nothing to send and whose channels have nobody here.</summary>
    /// <param name="isHeld">Whether this gateway still holds something of a channel.</param>
    public void Sweep(Func<ChannelKey, bool> isHeld)
    {
        foreach (var (channel, uplink) in _uplinks)
        {
            if (!isHeld(channel) && uplink.TryCloseIdle())
            {
                _uplinks.TryRemove(new KeyValuePair<ChannelKey, ChannelUplink>(channel, uplink));
                services.ForgetOwner(channel);
            }
        }
    }

    private async Task DepartAsync(string connectionId, int generation, ChannelKey channel)
    {
        if (_uplinks.TryGetValue(channel, out var uplink))
        {
            await uplink.PassAsync();
            uplink.Depart(connectionId, generation);
        }
    }

    private int Enqueue(ChannelKey channel, ReadOnlySpan<PendingCommand> pending, out Task room)
    {
        while (true)
        {
            var uplink = _uplinks.GetOrAdd(channel, static (key, shared) => new ChannelUplink(key, shared), services);
            if (uplink.TryEnqueue(pending, out room) is { } count)
            {
                return count;
            }

            _uplinks.TryRemove(new KeyValuePair<ChannelKey, ChannelUplink>(channel, uplink));
        }
    }

    private bool TryEnqueue(ChannelKey channel, PendingCommand pending, bool isBounded, out Task room)
    {
        while (true)
        {
            var uplink = _uplinks.GetOrAdd(channel, static (key, shared) => new ChannelUplink(key, shared), services);
            if (uplink.TryEnqueue(pending, isBounded, out room) is { } isTaken)
            {
                return isTaken;
            }

            _uplinks.TryRemove(new KeyValuePair<ChannelKey, ChannelUplink>(channel, uplink));
        }
    }

    private async Task EnqueueWhenRoomAsync(ChannelKey channel, PendingCommand pending, Task room, Activity? span, CancellationToken cancellationToken)
    {
        services.Metrics.UplinkWaited();
        try
        {
            do
            {
                await room.WaitAsync(cancellationToken);
            }
            while (!TryEnqueue(channel, pending, isBounded: true, out room));
        }
        catch (OperationCanceledException) when (span is not null)
        {
            UplinkSpan.GiveUp(span);
            throw;
        }
    }
}
