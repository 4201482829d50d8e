using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Log;

/// <summary>Appends events: each gets the next offset, is kept in the tail, and waits for the gateways that get it.</summary>
internal sealed class LogWriter(ChannelTail tail, PendingOutgoing pending, GatewayTable gateways)
{
    public ChannelTail Tail => tail;

    /// <summary>The offset of the last event; 0 before the first.</summary>
    public long LastOffset { get; private set; }

    /// <summary>The last offset that a former owner gave.</summary>
    public long RecoveredOffset { get; private set; }

    /// <summary>Goes on behind a former owner's events.</summary>
    /// <param name="lastOffset">The last offset it gave.</param>
    /// <param name="tailStartsAfter">The last event that is no longer kept.</param>
    /// <param name="events">The events that are.</param>
    public void Restore(long lastOffset, long tailStartsAfter, ChannelEvent[] events)
    {
        LastOffset = RecoveredOffset = lastOffset;
        tail.StartAfter(tailStartsAfter);
        foreach (var channelEvent in events)
        {
            tail.Append(channelEvent);
        }
    }

    /// <summary>Begins to gather what one call makes of the log.</summary>
    public void Begin() => pending.Begin(gateways.Interested);

    /// <summary>Ends it.</summary>
    public IReadOnlyList<Outgoing> Take() => pending.Take(gateways.Interested, LastOffset, tail);

    /// <summary>A command becomes an event.</summary>
    public CommandResult Append(ChannelEventKind kind, ChannelCommand command, CommandOrigin origin)
    {
        EndResumptions();
        return Append(command.ToEvent(kind, LastOffset + 1, origin.Batch, origin.Index));
    }

    /// <summary>Something happens to a member, because it asked for it or because of its gateway.</summary>
    public CommandResult Append(ChannelEventKind kind, LogMember member, CommandOrigin origin = default, bool echo = false)
    {
        EndResumptions();
        return AppendOf(kind, member, origin, echo);
    }

    /// <summary>A connection is handed over: it comes to its gateway with what it missed, between two events.</summary>
    public void Resume(Resumption resumption, GatewayId gateway)
    {
        if (!pending.IsOnlyResumptions)
        {
            Cut();
        }

        pending.Resume(resumption, gateway, pending.IsEmpty ? LastOffset : pending.ReplayEnd);
    }

    /// <summary>What a resumption does to its member; it goes out with the resumption.</summary>
    public CommandResult AppendToResumption(ChannelEventKind kind, LogMember member, CommandOrigin origin) => AppendOf(kind, member, origin, echo: false);

    // What nobody sees carries no profile: every holder of the log's tail keeps it, and whoever needs the profile has it from the join or the gateway.
    private CommandResult AppendOf(ChannelEventKind kind, LogMember member, CommandOrigin origin, bool echo) => Append(new ChannelEvent
    {
        Kind = kind,
        Offset = LastOffset + 1,
        ConnectionId = member.ConnectionId,
        Echo = echo,
        Payload = kind is ChannelEventKind.Away or ChannelEventKind.Moved ? null : member.Profile,
        Generation = member.Generation,
        JoinedAt = member.JoinedAt,
        IsResumable = member.IsResumable,
        Batch = origin.Batch,
        CommandIndex = origin.Index,
    });

    private CommandResult Append(ChannelEvent channelEvent)
    {
        LastOffset = channelEvent.Offset;
        tail.Append(channelEvent);
        pending.Add(channelEvent);
        return new CommandResult(CommandOutcome.Applied, LastOffset);
    }

    private void EndResumptions()
    {
        if (pending.HasResumptions)
        {
            Cut();
        }
    }

    private void Cut() => pending.Cut(gateways.Interested, LastOffset, tail);
}
