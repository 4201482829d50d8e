using System.Buffers;
using System.Text;
using CsCheck;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Tests.Payloads;

public sealed class InlineBinaryTests
{
    private const string First = """{"_placeholder":true,"num":0}""";

    [Theory]
    [InlineData("""{"type":"Buffer","data":[0,7,255]}""", First, new byte[] { 0, 7, 255 })]
    [InlineData("""{ "data" : "AAf/" , "type" : "Buffer" }""", First, new byte[] { 0, 7, 255 })]
    [InlineData("""{"type":"Buffer","data":[]}""", First, new byte[0])]
    [InlineData("""{"\u0074ype":"Buf\u0066er","data":[1]}""", First, new byte[] { 1 })]
    [InlineData("""[1,{"a":{"type":"Buffer","data":[1]}},"Buffer"]""", $$"""[1,{"a":{{First}}},"Buffer"]""", new byte[] { 1 })]
    [InlineData("""{"type":"Buffer","data":[{"type":"Buffer","data":[1]}]}""", $$"""{"type":"Buffer","data":[{{First}}]}""", new byte[] { 1 })]
    public void Read_Buffer_BecomesAnAttachment(string json, string expected, byte[] bytes)
    {
        Assert.Equal(InlineBinaryOutcome.Read, InlineBinary.Read(Encoding.UTF8.GetBytes(json), maxCount: 1, out var payload));

        Assert.Equal(expected, Encoding.UTF8.GetString(payload!.Json));
        Assert.Equal(bytes, Assert.Single(payload.Attachments));
    }

    [Theory]
    [InlineData("""{"type":"Buffer"}""")]
    [InlineData("""{"type":"Buffer","data":[256]}""")]
    [InlineData("""{"type":"Buffer","data":[1.5]}""")]
    [InlineData("""{"type":"Buffer","data":[-1]}""")]
    [InlineData("""{"type":"Buffer","data":["1"]}""")]
    [InlineData("""{"type":"Buffer","data":"no base64!"}""")]
    [InlineData("""{"type":"Buffer","data":null}""")]
    [InlineData("""{"type":"Buffer","data":[1],"more":1}""")]
    [InlineData("""{"type":"Buffer","data":[1],"data":[2]}""")]
    [InlineData("""{"type":"buffer","data":[1]}""")]
    [InlineData("""{"data":[1]}""")]
    [InlineData(""" "Buffer" """)]
    [InlineData("""{"_placeholder":true,"num":0,"Buffer":1}""")]
    public void Read_AnythingElse_StaysAsItStands(string json)
    {
        Assert.Equal(InlineBinaryOutcome.Read, InlineBinary.Read(Encoding.UTF8.GetBytes(json), maxCount: 1, out var payload));

        Assert.Equal(json, Encoding.UTF8.GetString(payload!.Json));
        Assert.Empty(payload.Attachments);
    }

    [Fact]
    public void Read_MoreThanMayBe_SaysSo() => Assert.Equal(
        InlineBinaryOutcome.TooMany, InlineBinary.Read("""[{"type":"Buffer","data":[]},{"type":"Buffer","data":[]}]"""u8, maxCount: 1, out _));

    [Fact]
    public void Read_PlaceholderBesideABuffer_SaysSo() => Assert.Equal(
        InlineBinaryOutcome.Ambiguous, InlineBinary.Read("""[{"type":"Buffer","data":[]},{"_placeholder":true,"num":0}]"""u8, maxCount: 1, out _));

    [Fact]
    public void Read_WhatAppendInlineWrote_IsThePayloadAgain() => Gen.Select(Gen.Byte.Array[0, 20].Array[0, 4], Gen.Bool).Sample(static (parts, asBase64) =>
    {
        var payload = PayloadSerializer.Default.Serialize(new { Parts = parts, Text = "x" });
        var text = new ArrayBufferWriter<byte>();
        Placeholders.AppendInline(text, payload, asBase64);

        Assert.Equal(InlineBinaryOutcome.Read, InlineBinary.Read(text.WrittenSpan, maxCount: 4, out var read));

        Assert.True(Payload.AreEqual(payload, read));
    });
}
