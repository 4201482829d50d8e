namespace RealtimeCluster.Contracts.Channels;

/// <summary>Lives on a gateway and publishes for servers the way the gateway does for its clients.</summary>
/// <remarks>
/// What it answers is held by two processes: the owner that gave the offset, and this gateway, which tells it to the owner's successor
/// should the owner die before its streams have brought it to anybody. Several, by number, so that they spread over the gateways; a
/// log always has the same, so that it keeps the order of one caller. Reentrant.
/// </remarks>
[GrainInterfaceType("realtime.publisher")]
public interface IPublisherGrain : IGrainWithIntegerKey
{
    /// <summary>How many there are. The same in every process of a cluster.</summary>
    const int Count = 64;

    /// <summary>Publishes an event.</summary>
    /// <param name="log">Where.</param>
    /// <param name="command">A publish; with a deduplication key it may be repeated.</param>
    /// <returns>The event's place, once it is held.</returns>
    /// <exception cref="TimeoutException">The owner did not answer; it may still be applied.</exception>
    [Alias("Publish")]
    Task<StreamPosition> PublishAsync(ChannelKey log, ChannelCommand command);

    /// <summary>Publishes events to any logs of this publisher; of one log they keep their order.</summary>
    /// <param name="items">The events, each with a deduplication key if they may be repeated.</param>
    /// <param name="patience">How long to wait for the owners; never longer than a single publish waits.</param>
    /// <returns>The place of each, once it is held; <see langword="null"/> where the owner did not answer in time and may still apply it.</returns>
    [Alias("PublishBatch")]
    Task<StreamPosition?[]> PublishBatchAsync(PublishItem[] items, TimeSpan patience);
}
