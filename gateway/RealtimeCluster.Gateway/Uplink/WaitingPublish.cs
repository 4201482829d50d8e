using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>A server's publish that waits for its owner, until that does not answer for too long.</summary>
internal sealed class WaitingPublish : ICommandSender
{
    private readonly TaskCompletionSource<StreamPosition> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The event's place.</summary>
    /// <exception cref="InvalidOperationException">The owner cannot handle the event, or fails over it each time.</exception>
    /// <exception cref="RealtimeUnavailableException">The owner does not answer; the publish may still be applied.</exception>
    public Task<StreamPosition> Completion => _completion.Task;

    public void OnAnswered(ChannelKind kind, CommandResult result, StreamPosition position)
    {
        if (result.Outcome == CommandOutcome.Applied)
        {
            _completion.TrySetResult(position);
        }
        else
        {
            _completion.TrySetException(new InvalidOperationException($"The event to a {kind} could not be handled; it may have been applied."));
        }
    }

    // A server has no session that another could go on with.
    public void OnSuperseded()
    {
    }

    public void OnStandstill(ChannelKey channel, ChannelCommandKind kind) => _completion.TrySetException(new RealtimeUnavailableException());
}
