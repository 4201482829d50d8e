using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Channels;

public sealed class MemberListTests
{
    private static readonly StreamPosition Position = new(7, 3);

    [Fact]
    public void Json_MembersWithAndWithoutProfile_IsWhatClientsGet()
    {
        var list = Write(new Member("a", null), new Member("b", Text("""{"name":"Ada"}""")), new Member("c", Text("null")));

        Assert.Equal("""[{"id":"a"},{"id":"b","data":{"name":"Ada"}},{"id":"c","data":null}]""", Encoding.UTF8.GetString(list.Json));
        Assert.Empty(list.Attachments);
    }

    [Fact]
    public void Json_NoMembers_IsAnEmptyArray()
    {
        var list = Write();

        Assert.Equal("[]", Encoding.UTF8.GetString(list.Json));
        Assert.Empty(list.ToMembers());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"\\\"]}\\\\\"")]
    [InlineData("[[],{},[{\"id\":\"x\",\"data\":{}}]]")]
    [InlineData("{\"id\":\"x\",\"data\":{\"_placeholder\":true,\"num\":0}}")]
    [InlineData("{\"\\ud83d\":\"é\U0001F600\"}")]
    public void ToMembers_AnyProfile_IsAsItWasWritten(string json)
    {
        Member[] members = [new("a", Text(json)), new("b", null), new("c", Text(json))];

        AssertSame(members, Write(members).ToMembers());
    }

    [Fact]
    public void ToMembers_DeepProfile_IsAsItWasWritten()
    {
        Member[] members = [new("a", Text(new string('[', 5000) + new string(']', 5000))), new("b", null)];

        AssertSame(members, Write(members).ToMembers());
    }

    [Fact]
    public void ToMembers_BinaryProfiles_HaveTheirOwnAttachments()
    {
        const string One = """{"_placeholder":true,"num":0}""";
        Member[] members =
        [
            new("a", Text("1")),
            new("b", new Payload(Encoding.UTF8.GetBytes(One), [[1, 2]])),
            new("c", Text(One)),
            new("d", new Payload(Encoding.UTF8.GetBytes($$"""[{{One}},{"_placeholder":true,"num":1}]"""), [[], [3]])),
        ];

        var list = Write(members);

        Assert.Equal([1, 3], list.Attachments.Select(static attachments => attachments.Index));
        AssertSame(members, list.ToMembers());
    }

    private static Payload Text(string json) => new(Encoding.UTF8.GetBytes(json));

    private static MemberList Write(params Member[] members)
    {
        var writer = new MemberListWriter(members.Sum(static member => (long)MemberListWriter.SizeOf(member.ConnectionId, member.Profile)));
        foreach (var member in members)
        {
            writer.Append(member.ConnectionId, member.Profile);
        }

        var (json, attachments) = writer.Complete();
        return new MemberList(json, attachments, Position);
    }

    private static void AssertSame(Member[] expected, Member[] actual)
    {
        Assert.Equal(expected.Select(static member => member.ConnectionId), actual.Select(static member => member.ConnectionId));
        Assert.All(expected.Zip(actual), static pair => Assert.True(Payload.AreEqual(pair.First.Profile, pair.Second.Profile), pair.First.ConnectionId));
    }
}
