using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Client.Http.Answers;

/// <summary>Puts pages of members together, as <see cref="ChannelMemberPage"/> says.</summary>
internal sealed class MemberAssembly
{
    private readonly List<ChannelMember?> _members = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Applies the next page.</summary>
    public void Apply(ChannelMemberPage page)
    {
        foreach (var id in page.Left)
        {
            if (_places.Remove(id, out var place))
            {
                _members[place] = null;
            }
        }

        foreach (var member in page.Updated)
        {
            if (_places.TryGetValue(member.Id, out var place))
            {
                _members[place] = member;
            }
        }

        foreach (var member in page.Members)
        {
            _places[member.Id] = _members.Count;
            _members.Add(member);
        }
    }

    /// <summary>The members in the order of joining.</summary>
    public ChannelMember[] ToArray() => [.. _members.OfType<ChannelMember>()];
}
