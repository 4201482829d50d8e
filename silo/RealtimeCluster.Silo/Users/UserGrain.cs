using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Users;
using RealtimeCluster.Silo.Channels;

namespace RealtimeCluster.Silo.Users;

/// <summary>The owner of one user's implicit channel. Gateways attach to it with the user's first connection.</summary>
[GrainType("realtime.user")]
internal sealed class UserGrain(ChannelOwnerServices services) : ChannelOwnerGrain(ChannelKind.User, services), IUserGrain;
