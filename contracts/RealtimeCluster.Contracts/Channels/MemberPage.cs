namespace RealtimeCluster.Contracts.Channels;

/// <summary>One page of a channel's members, in the order of joining.</summary>
/// <remarks>
/// Who reads on applies each page to what the pages before it gave: take away <see cref="Left"/>, replace the profiles of
/// <see cref="Updated"/>, add <see cref="Members"/>. The result is exact at the position of that page for all who joined before its last
/// member, and after the last page for the whole channel, whoever joined, left or changed meanwhile.
/// </remarks>
/// <param name="Members">The members of this page, and the position.</param>
/// <param name="Updated">
/// Those of earlier pages that have shown something else since the last page, with what they show now; <see langword="null"/> for none.
/// </param>
/// <param name="Left">Those of earlier pages that left since the last page. One that came back is listed again, behind all others.</param>
/// <param name="TotalCount">How many members the channel has at the position.</param>
/// <param name="Next">Where to read on; <see langword="null"/> on the last page.</param>
[GenerateSerializer, Immutable, Alias("realtime.member-page")]
public sealed record MemberPage(
    [property: Id(0)] MemberList Members,
    [property: Id(1)] MemberList? Updated,
    [property: Id(2)] string[] Left,
    [property: Id(3)] int TotalCount,
    [property: Id(4)] MemberCursor? Next)
{
    /// <summary>The most members of a page. A page of large profiles has fewer.</summary>
    public const int MaxCount = 10_000;
}
