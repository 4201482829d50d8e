using System.Text.Json;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Puts the pages of a walk together, as the documentation tells readers to.</summary>
internal sealed class MemberWalk
{
    private readonly List<(string Id, string Json)> _members = [];

    public void Apply(MemberPageText page)
    {
        foreach (var id in page.Left)
        {
            Assert.Equal(1, _members.RemoveAll(member => member.Id == id));
        }

        foreach (var updated in Read(page.Updated))
        {
            _members[_members.FindIndex(member => member.Id == updated.Id)] = updated;
        }

        _members.AddRange(Read(page.Members));
    }

    public override string ToString() => $"[{string.Join(',', _members.Select(static member => member.Json))}]";

    private static IEnumerable<(string Id, string Json)> Read(string members) =>
        JsonDocument.Parse(members).RootElement.EnumerateArray().Select(static member => (member.GetProperty("id").GetString()!, member.GetRawText()));
}
