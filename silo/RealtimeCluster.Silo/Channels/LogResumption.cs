using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Hands a connection over to another gateway with what it missed, or says that this cannot be proven.</summary>
/// <param name="epoch">The log's epoch.</param>
/// <param name="hasMembers">Whether the log is a channel.</param>
/// <param name="writer">Where the move is appended.</param>
/// <param name="members">Who is a member.</param>
internal sealed class LogResumption(long epoch, bool hasMembers, LogWriter writer, LogMembership members)
{
    /// <summary>Applies a resume.</summary>
    public CommandResult Resume(ChannelCommand command, GatewayId gateway, CommandOrigin origin)
    {
        LogMember? member = null;
        if (hasMembers && !members.TryGet(command.ConnectionId!, out member) && command.Position is null && !HasNeverJoined(command.ConnectionId!))
        {
            // It may have been a member, have had no event, and have left when its grace was over: what it missed since nobody knows.
            return Refuse();
        }

        var after = member?.JoinedAt ?? writer.LastOffset;
        if (command.Position is { } position)
        {
            if (position.EpochTag != ClientPosition.TagOf(epoch) || position.Offset > writer.LastOffset)
            {
                return Refuse();
            }

            after = Math.Max(position.Offset, member?.JoinedAt ?? 0);
        }

        if (!writer.Tail.Covers(after, writer.LastOffset))
        {
            return Refuse();
        }

        // Who comes back after its leave has a right to everything since the event it shows, also when it is cut again before it got it.
        // Who shows none joins only now.
        var joinedAt = member?.JoinedAt ?? (hasMembers ? (command.Position is null ? writer.LastOffset + 1 : after) : 0);
        writer.Resume(new Resumption(command.ConnectionId!, after, joinedAt, member is null ? command.Payload : member.Profile, command.Attempt), gateway);
        return hasMembers
            ? BringBack(command, member, joinedAt, gateway, origin)
            : new CommandResult(CommandOutcome.Applied, writer.LastOffset);
    }

    // Within its grace a member has only moved, which nobody sees. Later the others saw it leave, so they see it join.
    private CommandResult BringBack(ChannelCommand command, LogMember? member, long joinedAt, GatewayId gateway, CommandOrigin origin)
    {
        if (member is not null)
        {
            members.Move(member, gateway);
            return writer.AppendToResumption(ChannelEventKind.Moved, member, origin);
        }

        member = new LogMember(command.ConnectionId!, gateway, command.Payload) { JoinedAt = joinedAt, IsResumable = true };
        members.TryAdd(member);
        return writer.AppendToResumption(ChannelEventKind.Joined, member, origin);
    }

    // Who never was a member had its join lost on the way, and joins now.
    private bool HasNeverJoined(string connectionId) => writer.Tail.Covers(0, writer.LastOffset) && !Array.Exists(
        writer.Tail.ToArray(),
        channelEvent => channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == connectionId);

    private CommandResult Refuse() => new(CommandOutcome.NotResumable, writer.LastOffset);
}
