using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>One page of a channel's members.</summary>
/// <remarks>
/// Who reads on applies each page to what the pages before it gave: take away <see cref="Left"/>, replace the profiles of
/// <see cref="Updated"/>, add <see cref="Members"/>. After the last page the result is the whole channel, exact at <see cref="Position"/> of
/// that page, whoever joined, left or changed meanwhile.
/// </remarks>
/// <param name="encoded">The page as the owner wrote it.</param>
public sealed class ChannelMemberPage(MemberPage encoded)
{
    private readonly Lazy<IReadOnlyList<ChannelMember>> _members = new(() => Decode(encoded.Members));
    private readonly Lazy<IReadOnlyList<ChannelMember>> _updated = new(() => Decode(encoded.Updated));

    /// <summary>The page as the owner wrote it, for who passes it on.</summary>
    public MemberPage Encoded => encoded;

    /// <summary>The members of this page, in the order of joining.</summary>
    public IReadOnlyList<ChannelMember> Members => _members.Value;

    /// <summary>Members of earlier pages that have shown something else since the last page, with what they show now.</summary>
    public IReadOnlyList<ChannelMember> Updated => _updated.Value;

    /// <summary>The ids of members of earlier pages that left since the last page. One that came back is listed again.</summary>
    public IReadOnlyList<string> Left => encoded.Left;

    /// <summary>How many members the channel has at the position.</summary>
    public int TotalCount => encoded.TotalCount;

    /// <summary>The page, together with those before it, is exact after the event at this position and before the next.</summary>
    public StreamPosition Position => encoded.Members.Position;

    /// <summary>Where to read on; <see langword="null"/> on the last page.</summary>
    public string? Cursor => encoded.Next?.ToString();

    private static ChannelMember[] Decode(MemberList? list) =>
        list is null ? [] : [.. list.ToMembers().Select(static member => new ChannelMember(member.ConnectionId, member.Profile))];
}
