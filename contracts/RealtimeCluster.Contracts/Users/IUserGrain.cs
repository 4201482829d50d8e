using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Users;

/// <summary>
/// The implicit channel of one user: what it orders reaches every connection of that user. No client can join it or send
/// to it. The key is <see cref="ChannelKey.ToGrainKey"/>.
/// </summary>
[GrainInterfaceType("realtime.user")]
public interface IUserGrain : IChannelOwner;
