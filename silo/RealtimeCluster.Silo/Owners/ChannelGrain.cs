using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log;

namespace RealtimeCluster.Silo.Owners;

/// <summary>The owner of one channel.</summary>
[GrainType("realtime.channel")]
internal sealed class ChannelGrain(ChannelOwnerServices services) : ChannelOwnerGrain(ChannelKind.Channel, services), IChannelGrain
{
    public Task<MemberList> GetMembersAsync()
    {
        var list = Read(static log => log.GetMembers());
        return Services.Answers.GiveAsync(list, list.SizeBytes);
    }

    public Task<MemberPage?> GetMemberPageAsync(MemberCursor? after, int count) =>
        Task.FromResult(Read(log => log.GetMemberPage(after, Math.Clamp(count, 1, MemberPage.MaxCount))));

    public Task<MemberCount> GetMemberCountAsync() => Task.FromResult(Read(static log => log.GetMemberCount()));

    public Task<HistoryPage> GetHistoryAsync(long? from, int count) => Task.FromResult(Read(log => LogHistory.Read(log, from, count)));
}
