using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Channels;

/// <summary>The owner of one channel.</summary>
[GrainType("realtime.channel")]
internal sealed class ChannelGrain(ChannelOwnerServices services) : ChannelOwnerGrain(ChannelKind.Channel, services), IChannelGrain
{
    public Task<MemberList> GetMembersAsync() => Task.FromResult(ChannelLog.GetMembers());

    public Task<HistoryPage> GetHistoryAsync(long? from, int count) => Task.FromResult(Read(log => LogHistory.Read(log, from, count)));
}
