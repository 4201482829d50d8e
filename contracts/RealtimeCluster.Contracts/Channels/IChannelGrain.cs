namespace RealtimeCluster.Contracts.Channels;

/// <summary>A channel: its members and its log. The key is <see cref="ChannelKey.ToGrainKey"/>.</summary>
[GrainInterfaceType("realtime.channel")]
public interface IChannelGrain : IChannelOwner
{
    /// <summary>The members and the position at which the list is exact.</summary>
    [Alias("GetMembers")]
    Task<MemberList> GetMembersAsync();

    /// <summary>How many members there are. Costs the same for any number.</summary>
    [Alias("GetMemberCount")]
    Task<MemberCount> GetMemberCountAsync();

    /// <summary>A page of the members. Costs what the page and the changes since the last one cost, however many members there are.</summary>
    /// <param name="after">The cursor of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most members to list, up to <see cref="MemberPage.MaxCount"/>.</param>
    /// <returns>
    /// <see langword="null"/> when the cursor counts no more: the owner has a successor, or too much changed since. Begin again then.
    /// </returns>
    [Alias("GetMemberPage")]
    Task<MemberPage?> GetMemberPageAsync(MemberCursor? after, int count);

    /// <summary>What is kept of the log's visible events.</summary>
    /// <param name="from">The first offset; <see langword="null"/> for the last <paramref name="count"/> events.</param>
    /// <param name="count">The most events to return.</param>
    [Alias("GetHistory")]
    Task<HistoryPage> GetHistoryAsync(long? from, int count);
}
