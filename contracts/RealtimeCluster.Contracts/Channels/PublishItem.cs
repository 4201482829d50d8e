namespace RealtimeCluster.Contracts.Channels;

/// <summary>One publish among many.</summary>
/// <param name="Log">Where.</param>
/// <param name="Command">A publish.</param>
[GenerateSerializer, Immutable, Alias("realtime.publish-item")]
public readonly record struct PublishItem([property: Id(0)] ChannelKey Log, [property: Id(1)] ChannelCommand Command);
