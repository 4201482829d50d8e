using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Log;

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
        if (hasMembers)
        {
            members.TryGet(command.ConnectionId!, out member);
        }

        if (FindStart(command, member) is not { } after || !writer.Tail.Covers(after, writer.LastOffset))
        {
            return Refuse();
        }

        // Who comes back after its leave has a right to everything since the event it shows, also when it is cut again before it got it.
        // Who never was a member joins only now.
        var joinedAt = member?.JoinedAt ?? (!hasMembers ? 0 : IsNew(command) ? writer.LastOffset + 1 : after);
        writer.Resume(new Resumption(command.ConnectionId!, after, joinedAt, Profile: null, command.Attempt), gateway);
        return hasMembers
            ? BringBack(command, member, joinedAt, gateway, origin)
            : new CommandResult(CommandOutcome.Applied, writer.LastOffset);
    }

    // The last event that the client has, or has no right to; null when nothing is proven. What it shows itself may be of an earlier time in the
    // channel, or made up: it counts from its join on.
    private long? FindStart(ChannelCommand command, LogMember? member)
    {
        if (command.Position is { } shown)
        {
            return IsOfThisLog(shown) && FindRight(command, member, shown.Offset) is { } right && right <= writer.LastOffset
                ? Math.Max(shown.Offset, right)
                : null;
        }

        if (member is not null)
        {
            return member.JoinedAt == LogMember.Unproven ? JoinOf(command) : Math.Max(member.JoinedAt, JoinOf(command) ?? 0);
        }

        // It may have been a member, have had no event, and have left when its grace was over: where nobody knows its join, nobody knows what it missed.
        return JoinOf(command) ?? (hasMembers && command.Joined is null && HasNeverJoined(command.ConnectionId!) ? writer.LastOffset : null);
    }

    private long? JoinOf(ChannelCommand command) => command.Joined is { } joined && IsOfThisLog(joined) ? joined.Offset : null;

    private static bool IsNew(ChannelCommand command) => command.Position is null && command.Joined is null;

    private bool IsOfThisLog(ClientPosition position) => position.EpochTag == ClientPosition.TagOf(epoch) && position.Offset <= writer.LastOffset;

    // Where the connection's right to events begins; null when nobody knows. Offsets go on from epoch to epoch, so a join in an older one says it too.
    private long? FindRight(ChannelCommand command, LogMember? member, long shown)
    {
        var known = Math.Max(member?.JoinedAt ?? LogMember.Unproven, command.Joined?.Offset ?? LogMember.Unproven);
        return known != LogMember.Unproven ? known : hasMembers ? FindJoin(command.ConnectionId!, shown) : null;
    }

    // Its session was cut off before it knew of the join. The last join after what the client shows is among the kept events; or a leave is, of one
    // that had joined before; or it never was a member, whatever it shows.
    private long? FindJoin(string connectionId, long shown)
    {
        if (!writer.Tail.Covers(shown, writer.LastOffset))
        {
            return null;
        }

        var since = Array.FindAll(writer.Tail.Slice(shown + 1, writer.LastOffset), channelEvent => channelEvent.ConnectionId == connectionId);
        return Array.FindLast(since, static channelEvent => channelEvent.Kind == ChannelEventKind.Joined)?.MemberSince
            ?? (Array.Exists(since, static channelEvent => channelEvent.Kind == ChannelEventKind.Left) ? shown : null);
    }

    // Within its grace a member has only moved, which nobody sees. Later the others saw it leave, so they see it join.
    private CommandResult BringBack(ChannelCommand command, LogMember? member, long joinedAt, GatewayId gateway, CommandOrigin origin)
    {
        if (member is not null)
        {
            members.Move(member, gateway);
            members.Renew(member, command.Generation);
            var moved = writer.AppendToResumption(ChannelEventKind.Moved, member, origin);
            ShowProfile(member, command.Payload);
            return moved;
        }

        member = new LogMember(command.ConnectionId!, gateway, command.Payload) { JoinedAt = joinedAt, IsResumable = true, Generation = command.Generation };
        members.TryAdd(member);
        return writer.AppendToResumption(ChannelEventKind.Joined, member, origin);
    }

    // Its session is saved before an update goes out: where they differ the update died with its gateway.
    private void ShowProfile(LogMember member, Payload? profile)
    {
        if (profile is null || Payload.AreEqual(profile, member.Profile))
        {
            return;
        }

        members.Show(member, profile);
        if (member.IsProfileUnknown)
        {
            member.IsProfileUnknown = false;
            return;
        }

        writer.Append(ChannelEventKind.Updated, member);
    }

    // Who never was a member had its join lost on the way, and joins now.
    private bool HasNeverJoined(string connectionId) => writer.Tail.Covers(0, writer.LastOffset) && !Array.Exists(
        writer.Tail.ToArray(),
        channelEvent => channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == connectionId);

    private CommandResult Refuse() => new(CommandOutcome.NotResumable, writer.LastOffset);
}
