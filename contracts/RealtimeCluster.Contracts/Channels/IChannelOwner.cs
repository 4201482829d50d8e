using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>The one place that orders the events of a log. Channels, broadcasts and user channels all have one.</summary>
/// <remarks>
/// Single-threaded: batches are applied one after the other, each as a whole. A reply means that every event of the batch
/// has its offset and was handed to the streams of all gateways concerned, in order.
/// </remarks>
[GrainInterfaceType("realtime.channel-owner")]
public interface IChannelOwner : IGrainWithStringKey
{
    /// <summary>Applies a gateway's commands.</summary>
    /// <param name="batch">The commands; a repeated batch is answered as it was the first time.</param>
    [Alias("Apply")]
    Task<UplinkReply> ApplyAsync(UplinkBatch batch);

    /// <summary>Appends events for a server that is no gateway. Each call is a new append.</summary>
    /// <param name="commands">Publish commands only.</param>
    [Alias("Publish")]
    Task<UplinkReply> PublishAsync(ChannelCommand[] commands);

    /// <summary>Makes what a gateway holds known to an owner of a new epoch, without events.</summary>
    /// <param name="assertion">The gateway's members.</param>
    /// <returns>The owner's epoch.</returns>
    [Alias("Assert")]
    Task<UplinkReply> AssertAsync(GatewayAssertion assertion);

    /// <summary>A gateway is gone for good: its members leave, once each.</summary>
    /// <param name="gateway">The gateway.</param>
    [Alias("GatewayLost")]
    Task GatewayLostAsync(GatewayId gateway);

    /// <summary>Does nothing but bring a successor to life, which takes over what its predecessor left.</summary>
    [Alias("Wake")]
    Task WakeAsync();
}
