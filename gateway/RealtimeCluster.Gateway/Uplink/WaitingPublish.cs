using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>A server's publish that waits for its owner, until that does not answer for too long.</summary>
internal sealed class WaitingPublish : ICommandSender
{
    private readonly TaskCompletionSource<StreamPosition> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The event's place.</summary>
    /// <exception cref="RealtimeUnavailableException">The owner does not answer; the publish may still be applied.</exception>
    public Task<StreamPosition> Completion => _completion.Task;

    public void OnApplied(StreamPosition position) => _completion.TrySetResult(position);

    public void OnStandstill(ChannelKey channel, ChannelCommandKind kind) => _completion.TrySetException(new RealtimeUnavailableException());
}
