using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Health;

namespace RealtimeCluster.Gateway.Streams;

/// <summary>Takes this gateway's stream, batch by batch, and hands it to the fan-out.</summary>
/// <remarks>
/// The pulling agent on this gateway makes the first call, so it comes to life here and stays. It must not throw: the agent
/// would repeat the batch for a minute and hold up everything behind it.
/// </remarks>
[GrainType("realtime.gateway-stream")]
[ImplicitStreamSubscription(GatewayStreams.Namespace)]
[PreferLocalPlacement]
[Immovable]
[KeepAlive]
internal sealed partial class GatewayStreamGrain(EventFanOut fanOut, ReadinessProbe readiness, ILogger<GatewayStreamGrain> logger)
    : Grain, IGatewayStreamGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<Envelope>
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<Envelope>().ResumeAsync(this);

    public Task OnNextAsync(IList<SequentialItem<Envelope>> items)
    {
        try
        {
            foreach (var item in items)
            {
                readiness.Observe(item.Item);
            }

            fanOut.Deliver(items.Select(static item => item.Item));
        }
        catch (Exception exception)
        {
            Log.DeliveryFailed(logger, items.Count, exception);
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        Log.StreamFailed(logger, ex);
        return Task.CompletedTask;
    }
}
