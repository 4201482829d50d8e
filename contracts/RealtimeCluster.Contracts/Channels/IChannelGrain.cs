namespace RealtimeCluster.Contracts.Channels;

/// <summary>A channel: its members and its log. The key is <see cref="ChannelKey.ToGrainKey"/>.</summary>
[GrainInterfaceType("realtime.channel")]
public interface IChannelGrain : IChannelOwner
{
    /// <summary>The members and the position at which the list is exact.</summary>
    [Alias("GetMembers")]
    Task<MemberList> GetMembersAsync();
}
