using System.Buffers;
using System.Text;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Payloads;

public sealed class PlaceholdersTests
{
    private static readonly byte[][] Three = [[0], [1], [2]];

    [Fact]
    public void TryExtract_PartOfAPacket_TakesItsAttachmentsOnly()
    {
        var found = Placeholders.TryExtract("""{"a":{"_placeholder":true,"num":2},"b":[{"num":1,"_placeholder":true}]}"""u8, Three, out var payload);

        Assert.True(found);
        Assert.Equal("""{"a":{"_placeholder":true,"num":0},"b":[{"num":1,"_placeholder":true}]}""", Text(payload!));
        Assert.Equal([[2], [1]], payload!.Attachments);
    }

    [Fact]
    public void TryExtract_SameAttachmentTwice_IsKeptOnce()
    {
        Placeholders.TryExtract("""[{"_placeholder":true,"num":1},{"_placeholder":true,"num":1}]"""u8, Three, out var payload);

        Assert.Equal("""[{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]""", Text(payload!));
        Assert.Single(payload!.Attachments);
    }

    [Fact]
    public void TryExtract_NamesWithHalfAPair_AreOtherNames()
    {
        var found = Placeholders.TryExtract("""{"\ud800":1,"\ud800\ud800":2,"a":{"_placeholder":true,"num":2}}"""u8, Three, out var payload);

        Assert.True(found);
        Assert.Equal("""{"\ud800":1,"\ud800\ud800":2,"a":{"_placeholder":true,"num":0}}""", Text(payload!));
    }

    [Theory]
    [InlineData("""{"_placeholder":true,"num":3}""")]
    [InlineData("""{"_placeholder":true,"num":-1}""")]
    [InlineData("""{"_placeholder":true,"num":"0"}""")]
    [InlineData("""{"_placeholder":true,"num":1.5}""")]
    [InlineData("""{"_placeholder":true}""")]
    [InlineData("""{"\u005fplaceholder":true,"num":9}""")]
    public void TryExtract_NoSuchAttachment_IsRefused(string json) =>
        Assert.False(Placeholders.TryExtract(Encoding.UTF8.GetBytes(json), Three, out _));

    [Theory]
    [InlineData("""{"_placeholder":false,"num":9}""")]
    [InlineData("""{"_placeholder":1,"num":9}""")]
    [InlineData("""{"_placeholder":{"_placeholder":false},"num":9}""")]
    [InlineData("""["_placeholder",true]""")]
    public void TryExtract_LooksAlike_IsData(string json)
    {
        Assert.True(Placeholders.TryExtract(Encoding.UTF8.GetBytes(json), Three, out var payload));
        Assert.Equal(json, Text(payload!));
        Assert.Empty(payload!.Attachments);
    }

    [Fact]
    public void Append_BehindOthers_CountsOn()
    {
        var payload = new Payload("""{"_placeholder":true,"num":0}"""u8.ToArray(), [[7]]);
        var target = new ArrayBufferWriter<byte>();

        Placeholders.Append(target, payload, firstAttachment: 12, packetIsBinary: true);

        Assert.Equal("""{"_placeholder":true,"num":12}""", Encoding.UTF8.GetString(target.WrittenSpan));
    }

    [Fact]
    public void Append_TextThatLooksAlikeIntoABinaryPacket_IsMadeHarmless()
    {
        var payload = new Payload("""{"_placeholder":true,"num":0}"""u8.ToArray());
        var target = new ArrayBufferWriter<byte>();

        Placeholders.Append(target, payload, firstAttachment: 0, packetIsBinary: true);

        Assert.Equal("""{"_placeholder":1,"num":0}""", Encoding.UTF8.GetString(target.WrittenSpan));
    }

    [Fact]
    public void AppendInline_Binary_IsWrittenAsNodeWritesIt()
    {
        var payload = new Payload("""{"a":{"_placeholder":true,"num":0},"b":1}"""u8.ToArray(), [[1, 255]]);
        var target = new ArrayBufferWriter<byte>();

        Placeholders.AppendInline(target, payload);

        Assert.Equal("""{"a":{"type":"Buffer","data":[1,255]},"b":1}""", Encoding.UTF8.GetString(target.WrittenSpan));
    }

    [Fact]
    public void AppendInline_OneInsideAnother_IsPartOfWhatTheOuterStandsFor()
    {
        var payload = new Payload("""[{"x":{"_placeholder":true,"num":0},"num":1,"_placeholder":true}]"""u8.ToArray(), [[1], [2]]);
        var target = new ArrayBufferWriter<byte>();

        Placeholders.AppendInline(target, payload, asBase64: true);

        Assert.Equal("""[{"type":"Buffer","data":"Ag=="}]""", Encoding.UTF8.GetString(target.WrittenSpan));
    }

    [Theory]
    [InlineData("""{"a":{"_placeholder":true,"num":0}}""", true)]
    [InlineData("""{"a":{"_placeholder":true,"num":0},"b":{"_placeholder":true,"num":7}}""", false)]
    [InlineData("""{"a":{"_placeholder":true}}""", false)]
    public void AreInRange_BinaryPayload_SaysWhetherClientsCanReadIt(string json, bool expected)
    {
        Assert.Equal(expected, Placeholders.AreInRange(new Payload(Encoding.UTF8.GetBytes(json), [[1]])));
        Assert.True(Placeholders.AreInRange(new Payload(Encoding.UTF8.GetBytes(json))));
    }

    private static string Text(Payload payload) => Encoding.UTF8.GetString(payload.Json);
}
