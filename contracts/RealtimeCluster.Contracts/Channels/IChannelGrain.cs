namespace RealtimeCluster.Contracts.Channels;

/// <summary>A channel: its members and its log. The key is <see cref="ChannelKey.ToGrainKey"/>.</summary>
[GrainInterfaceType("realtime.channel")]
public interface IChannelGrain : IChannelOwner
{
    /// <summary>The members and the position at which the list is exact.</summary>
    [Alias("GetMembers")]
    Task<MemberList> GetMembersAsync();

    /// <summary>What is kept of the log's visible events.</summary>
    /// <param name="from">The first offset; <see langword="null"/> for the last <paramref name="count"/> events.</param>
    /// <param name="count">The most events to return.</param>
    [Alias("GetHistory")]
    Task<HistoryPage> GetHistoryAsync(long? from, int count);
}
