using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Silo.Log;

/// <summary>What each command does to a log.</summary>
internal sealed class LogCommands(LogWriter writer, LogMembership members, GatewayTable gateways, LogResumption resumption)
{
    /// <summary>Applies a command for the first time.</summary>
    public CommandResult Apply(ChannelCommand command, GatewayId gateway, CommandOrigin origin)
    {
        if (command.ConnectionId is null && NamesMember(command.Kind))
        {
            return Nothing(CommandOutcome.NotUnderstood);
        }

        if (IsOutdated(command))
        {
            return Nothing(CommandOutcome.Superseded);
        }

        switch (command.Kind)
        {
            case ChannelCommandKind.Join:
                return Join(command, gateway, origin);

            case ChannelCommandKind.Leave:
                return Leave(command, gateway, origin);

            case ChannelCommandKind.Update:
                return members.TryUpdate(command.ConnectionId!, gateway, command.Payload)
                    ? writer.Append(ChannelEventKind.Updated, command, origin)
                    : Nothing(CommandOutcome.NotMember);

            case ChannelCommandKind.Publish:
                return Publish(command, origin);

            case ChannelCommandKind.Attach:
            case ChannelCommandKind.Detach:
                gateways.Attach(gateway, command.Kind == ChannelCommandKind.Attach);
                return Nothing(CommandOutcome.Applied);

            case ChannelCommandKind.Resume:
                return resumption.Resume(command, gateway, origin);

            default:
                // Never an exception: the commands before it in the batch have been applied, and the batch would be repeated.
                return Nothing(CommandOutcome.NotUnderstood);
        }
    }

    /// <summary>Whether somebody else speaks for the connection since: its gateway stood still, or its claim came before another one.</summary>
    public bool IsOutdated(ChannelCommand command) => members.IsOutdated(command);

    /// <summary>Appends an event, unless its key says that it is in the log.</summary>
    public CommandResult Publish(ChannelCommand command, CommandOrigin origin) =>
        command.DeduplicationKey is { } key && writer.Tail.TryFindKey(key, out var published) && PublishKey.IsRepeated(command, published)
            ? new CommandResult(CommandOutcome.Applied, published.Offset)
            : writer.Append(ChannelEventKind.Message, command, origin);

    private CommandResult Join(ChannelCommand command, GatewayId gateway, CommandOrigin origin)
    {
        if (members.TryGet(command.ConnectionId!, out var former) && former.Generation < command.Generation && former.Gateway != gateway)
        {
            // Its session did not tell of this channel, so that nobody took over the membership, which would end or hear nothing.
            members.Remove(former);
            writer.Append(ChannelEventKind.Left, former);
        }

        var member = new LogMember(command.ConnectionId!, gateway, command.Payload)
        {
            JoinedAt = writer.LastOffset + 1,
            IsResumable = command.IsResumable,
            Generation = command.Generation,
        };
        return members.TryAdd(member) ? writer.Append(ChannelEventKind.Joined, command, origin) : Nothing(CommandOutcome.AlreadyMember);
    }

    private CommandResult Leave(ChannelCommand command, GatewayId gateway, CommandOrigin origin)
    {
        if (!members.TryGet(command.ConnectionId!, out var member) || (member.Gateway != gateway && !(command.IsAnywhere && IsLeft(member, command))))
        {
            return Nothing(CommandOutcome.NotMember);
        }

        members.Renew(member, command.Generation);
        members.Remove(member);
        return writer.Append(ChannelEventKind.Left, member, origin, command.Echo);
    }

    // Where another attempt has it, it is that one's: one of the same age was told, or will be, that it is second.
    private static bool IsLeft(LogMember member, ChannelCommand command) => member.Gateway is null || member.Generation < command.Generation;

    private static bool NamesMember(ChannelCommandKind kind) =>
        kind is ChannelCommandKind.Join or ChannelCommandKind.Leave or ChannelCommandKind.Update or ChannelCommandKind.Resume;

    private CommandResult Nothing(CommandOutcome outcome) => new(outcome, writer.LastOffset);
}
