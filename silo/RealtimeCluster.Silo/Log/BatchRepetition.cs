using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Log;

/// <summary>
/// A batch that a former owner applied and may not have answered: what became an event is answered with its offset, the rest changed
/// nothing then.
/// </summary>
/// <remarks>
/// But for resumes. What they bring a gateway may have been lost with the owner, so they are applied again.
/// </remarks>
internal sealed class BatchRepetition(LogCommands commands, LogWriter writer, UplinkBatch batch, RecoveredBatch recovered)
{
    private readonly HashSet<string> _resumed = new(StringComparer.Ordinal);

    /// <summary>Applies one command as far as that was not done.</summary>
    public CommandResult Apply(CommandOrigin origin)
    {
        var command = batch.Commands[origin.Index];
        if (command.Kind == ChannelCommandKind.Resume)
        {
            return Resume(command, origin);
        }

        // A batch with a resume goes out in parts, of which the last may have been lost with the owner: those commands are new.
        if (origin.Index > recovered.LastIndex || command.Kind is ChannelCommandKind.Attach or ChannelCommandKind.Detach)
        {
            return commands.Apply(command, batch.Gateway, origin);
        }

        if (recovered.Offsets.TryGetValue(origin.Index, out var offset))
        {
            return new CommandResult(CommandOutcome.Applied, offset);
        }

        return command.Kind switch
        {
            // It changed nothing then for that reason, or changes nothing now.
            _ when commands.IsOutdated(command) => new CommandResult(CommandOutcome.Superseded, writer.LastOffset),
            ChannelCommandKind.Join => new CommandResult(CommandOutcome.AlreadyMember, writer.LastOffset),
            ChannelCommandKind.Publish => commands.Publish(command, origin),
            ChannelCommandKind.Leave when _resumed.Contains(command.ConnectionId!) => commands.Apply(command, batch.Gateway, origin),
            ChannelCommandKind.Leave or ChannelCommandKind.Update => new CommandResult(CommandOutcome.NotMember, writer.LastOffset),
            _ => commands.Apply(command, batch.Gateway, origin),
        };
    }

    private CommandResult Resume(ChannelCommand command, CommandOrigin origin)
    {
        if (HasLeftSince(command.ConnectionId!, origin.Index))
        {
            // Its gateway gave it up, and gave back what was handed over. That stands; nobody waits for it any more.
            return new CommandResult(CommandOutcome.NotResumable, writer.LastOffset);
        }

        _resumed.Add(command.ConnectionId!);
        return commands.Apply(command, batch.Gateway, origin);
    }

    private bool HasLeftSince(string connectionId, int index)
    {
        for (var i = index + 1; i < batch.Commands.Length; i++)
        {
            if (batch.Commands[i] is { Kind: ChannelCommandKind.Leave } leave && leave.ConnectionId == connectionId && recovered.Offsets.ContainsKey(i))
            {
                return true;
            }
        }

        return false;
    }
}
