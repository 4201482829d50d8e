using Orleans.Concurrency;
using Orleans.Placement;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Publishes for servers through this gateway's uplinks.</summary>
[GrainType("realtime.publisher")]
[Reentrant]
[RandomPlacement]
internal sealed class PublisherGrain(UplinkRegistry uplinks, TimeProvider time) : Grain, IPublisherGrain
{
    // Longer than it takes to replace an owner. An uplink goes on trying; the caller recognises by its key what it sends again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    public async Task<StreamPosition> PublishAsync(ChannelKey log, ChannelCommand command)
    {
        if (command.Kind != ChannelCommandKind.Publish)
        {
            throw new ArgumentException("A server only publishes; members are connections of gateways.", nameof(command));
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        var applied = new TaskCompletionSource<StreamPosition>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await uplinks.EnqueueAsync(log, command, (_, position) => applied.TrySetResult(position), deadline.Token);
            return await applied.Task.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The owner of a {log.Kind} did not answer within {Patience}.");
        }
    }
}
