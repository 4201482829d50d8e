using RealtimeCluster.Contracts.Broadcast;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Owners;

/// <summary>
/// The owner of one environment's broadcast. Gateways attach to it with their first connection of the environment, so an
/// event goes to every gateway that has someone to deliver to, and to no other.
/// </summary>
[GrainType("realtime.broadcast")]
internal sealed class BroadcastGrain(ChannelOwnerServices services) : ChannelOwnerGrain(ChannelKind.Broadcast, services), IBroadcastGrain;
