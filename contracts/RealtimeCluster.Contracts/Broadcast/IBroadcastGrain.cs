using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Broadcast;

/// <summary>
/// The broadcast of one environment: what it orders reaches every connection of the environment, through every gateway
/// that has one. The key is <see cref="ChannelKey.ToGrainKey"/>.
/// </summary>
[GrainInterfaceType("realtime.broadcast")]
public interface IBroadcastGrain : IChannelOwner;
