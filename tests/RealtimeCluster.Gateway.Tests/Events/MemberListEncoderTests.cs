using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Events;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class MemberListEncoderTests
{
    private const string Placeholder = """{"_placeholder":true,"num":0}""";

    [Fact]
    public void Encode_TextProfiles_PassesTheOwnersBytesOn()
    {
        var list = Write(("a", null), ("b", new Payload(Encoding.UTF8.GetBytes(Placeholder))));

        var (json, attachments) = MemberListEncoder.EncodeBinary(list, 10);

        Assert.Same(list.Json, json);
        Assert.Empty(attachments);
        Assert.Same(list.Json, MemberListEncoder.EncodeText(list));
    }

    [Fact]
    public void EncodeBinary_BinaryProfiles_NumbersThemThroughAndDisarmsWhatOnlyLooksLikeOne()
    {
        var (json, attachments) = MemberListEncoder.EncodeBinary(WithBinary(), 10);

        Assert.Equal(
            """[{"id":"a","data":{"_placeholder":true,"num":0}},{"id":"b"},{"id":"c","data":{"_placeholder":1,"num":0}},{"id":"d","data":{"_placeholder":true,"num":1}}]""",
            Encoding.UTF8.GetString(json));
        Assert.Equal([[1, 2], [3]], attachments);
    }

    [Theory]
    [InlineData(1, """[{"id":"a","data":{"_placeholder":true,"num":0}},{"id":"b"},{"id":"c","data":{"_placeholder":1,"num":0}},{"id":"d","data":{"type":"Buffer","data":"Aw=="}}]""")]
    [InlineData(0, """[{"id":"a","data":{"type":"Buffer","data":"AQI="}},{"id":"b"},{"id":"c","data":{"_placeholder":true,"num":0}},{"id":"d","data":{"type":"Buffer","data":"Aw=="}}]""")]
    public void EncodeBinary_MoreBinaryProfilesThanAPacketMayHave_TheRestIsBase64(int max, string expected)
    {
        var (json, attachments) = MemberListEncoder.EncodeBinary(WithBinary(), max);

        Assert.Equal(expected, Encoding.UTF8.GetString(json));
        Assert.Equal(max, attachments.Length);
    }

    [Fact]
    public void EncodeWithin_ListLargerThanAPacket_IsNone()
    {
        var list = WithBinary();
        var size = MemberListEncoder.EncodeBinary(list, 10).Json.Length + 3;

        var larger = MemberListEncoder.EncodeWithin(list, new PacketLimitsOptions { MaxFrameBytes = size - 1 });
        var fitting = MemberListEncoder.EncodeWithin(list, new PacketLimitsOptions { MaxFrameBytes = size });

        Assert.Null(larger);
        Assert.Equal(2, fitting?.Attachments.Length);
    }

    [Theory]
    [InlineData("""{"a":{"_placeholder":true,"num":7},"b":{"_placeholder":true}}""", """{"a":{"_placeholder":1,"num":7},"b":{"_placeholder":1}}""")]
    [InlineData("""{"num":1,"x":{"_placeholder":true,"num":2},"_placeholder":true}""", """{"num":1,"x":{"_placeholder":1,"num":2},"_placeholder":1}""")]
    [InlineData("""{"_placeholder":true,"x":{"num":3,"_placeholder":true},"num":1}""", """{"_placeholder":1,"x":{"num":3,"_placeholder":1},"num":1}""")]
    public void EncodeBinary_ProfilesThatOnlyLookLikePlaceholders_AreDisarmedWhateverTheirShape(string profile, string expected)
    {
        var list = Write(("a", new Payload(Encoding.UTF8.GetBytes(profile))), ("b", new Payload(Encoding.UTF8.GetBytes(Placeholder), [[1]])));

        var (json, attachments) = MemberListEncoder.EncodeBinary(list, 10);

        Assert.Equal($$"""[{"id":"a","data":{{expected}}},{"id":"b","data":{{Placeholder}}}]""", Encoding.UTF8.GetString(json));
        Assert.Single(attachments);
    }

    [Fact]
    public void EncodeText_BinaryProfiles_StandAsNodesBuffersDo()
    {
        var json = MemberListEncoder.EncodeText(WithBinary());

        Assert.Equal(
            """[{"id":"a","data":{"type":"Buffer","data":[1,2]}},{"id":"b"},{"id":"c","data":{"_placeholder":true,"num":0}},{"id":"d","data":{"type":"Buffer","data":[3]}}]""",
            Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void WithPosition_AnyList_NamesThePlaceAsAcknowledgementsDo()
    {
        var json = MemberListEncoder.WithPosition("""[{"id":"a"}]"""u8.ToArray(), new StreamPosition(0x1f, 42));

        Assert.Equal("""{"members":[{"id":"a"}],"offset":42,"epoch":"1f"}""", Encoding.UTF8.GetString(json));
    }

    private static MemberList WithBinary()
    {
        var json = Encoding.UTF8.GetBytes(Placeholder);
        return Write(("a", new Payload(json, [[1, 2]])), ("b", null), ("c", new Payload(json)), ("d", new Payload(json, [[3]])));
    }

    private static MemberList Write(params (string Id, Payload? Profile)[] members)
    {
        var writer = new MemberListWriter(members.Sum(static member => MemberListWriter.SizeOf(member.Id, member.Profile)));
        foreach (var (id, profile) in members)
        {
            writer.Append(id, profile);
        }

        var (json, attachments) = writer.Complete();
        return new MemberList(json, attachments, new StreamPosition(1, 1));
    }
}
