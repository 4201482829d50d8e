using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>A command on its way to a channel's owner.</summary>
/// <param name="Command">The command.</param>
/// <param name="OnAnswered">Told the owner's result and its position, on the uplink's thread; must not throw or block.</param>
/// <param name="Sender">Told when the owner has not answered for long; nobody if there is none.</param>
internal readonly record struct PendingCommand(ChannelCommand Command, Action<CommandResult, StreamPosition>? OnAnswered, ICommandSender? Sender = null)
{
    /// <summary>The owner has answered, or will not.</summary>
    public void Answer(CommandResult result, StreamPosition position)
    {
        if (result.Outcome == CommandOutcome.Superseded)
        {
            Sender?.OnSuperseded();
        }

        OnAnswered?.Invoke(result, position);
    }
}
