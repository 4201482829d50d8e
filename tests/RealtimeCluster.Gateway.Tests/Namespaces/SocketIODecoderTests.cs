using System.Text;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

public class SocketIODecoderTests
{
    [Theory]
    [InlineData("0", "Connect", "/", null, "")]
    [InlineData("0{\"token\":\"123\"}", "Connect", "/", null, "{\"token\":\"123\"}")]
    [InlineData("0/custom,", "Connect", "/custom", null, "")]
    [InlineData("0/custom", "Connect", "/custom", null, "")]
    [InlineData("1/custom,", "Disconnect", "/custom", null, "")]
    [InlineData("2[\"a\"]", "Event", "/", null, "[\"a\"]")]
    [InlineData("2[7,1e400,\"\\ud800\"]", "Event", "/", null, "[7,1e400,\"\\ud800\"]")]
    [InlineData("2[\"\"]", "Event", "/", null, "[\"\"]")]
    [InlineData("2/custom,123456789012345[\"a\", 1]", "Event", "/custom", 123456789012345L, "[\"a\", 1]")]
    [InlineData("312[]", "Ack", "/", 12L, "[]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":0}]", "BinaryEvent", "/", null, "[\"a\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("51-/c,9[\"a\",{\"num\":0,\"_placeholder\":true}]", "BinaryEvent", "/c", 9L, "[\"a\",{\"num\":0,\"_placeholder\":true}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":false,\"num\":5}]", "BinaryEvent", "/", null, "[\"a\",{\"_placeholder\":false,\"num\":5}]")]
    [InlineData("2[\"a\",{\"_placeholder\":true,\"num\":5}]", "Event", "/", null, "[\"a\",{\"_placeholder\":true,\"num\":5}]")]
    public void TryRead_WellFormed_ReadsEachPart(string text, string type, string ns, long? ackId, string payload)
    {
        Assert.True(SocketIODecoder.TryRead(Encoding.UTF8.GetBytes(text), 10, 100, out var packet));

        Assert.Equal((type, ns, ackId, payload), (packet.Type.ToString(), packet.Namespace, packet.AckId, Encoding.UTF8.GetString(packet.Payload.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("abc")]
    [InlineData("0[]")]
    [InlineData("0null")]
    [InlineData("0\"a\"")]
    [InlineData("0{")]
    [InlineData("1{}")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[null]")]
    [InlineData("2[{}]")]
    [InlineData("2[true]")]
    [InlineData("2[\"a\"")]
    [InlineData("2[\"a\"]x")]
    [InlineData("2[\"a\",]")]
    [InlineData("2abc[\"a\"]")]
    [InlineData("21234567890123456[\"a\"]")]
    [InlineData("2[\"connect\"]")]
    [InlineData("2[\"connect_error\"]")]
    [InlineData("2[\"disconnect\"]")]
    [InlineData("2[\"disconnecting\"]")]
    [InlineData("2[\"newListener\"]")]
    [InlineData("2[\"removeListener\"]")]
    [InlineData("2[\"\\u0063onnect\"]")]
    [InlineData("3")]
    [InlineData("31{}")]
    [InlineData("5[\"a\"]")]
    [InlineData("5-[\"a\"]")]
    [InlineData("51[\"a\"]")]
    [InlineData("511-[\"a\"]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":-1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]")]
    [InlineData("51-[\"a\",{\"\\u005fplaceholder\":true,\"num\":1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":0,\"num\":1}]")]
    public void TryRead_Malformed_Refuses(string text) =>
        Assert.False(SocketIODecoder.TryRead(Encoding.UTF8.GetBytes(text), 10, 100, out _));

    [Theory]
    [InlineData(99, true)]
    [InlineData(101, false)]
    public void TryRead_Nesting_IsBounded(int depth, bool isRead)
    {
        var text = $"2[\"a\",{new string('[', depth - 1)}{new string(']', depth - 1)}]";

        Assert.Equal(isRead, SocketIODecoder.TryRead(Encoding.UTF8.GetBytes(text), 10, 100, out _));
    }

    [Fact]
    public void Event_WithAttachmentsNamespaceAndAck_RoundTrips()
    {
        var message = SocketIOEncoder.Event("[\"a\",{\"_placeholder\":true,\"num\":0}]"u8, [[1, 2, 3]], "/custom", 789);

        var form = Encoding.UTF8.GetString(message.PollingForm.Span).Split('\u001e');
        Assert.Equal(["451-/custom,789[\"a\",{\"_placeholder\":true,\"num\":0}]", "bAQID"], form);
        Assert.True(SocketIODecoder.TryRead(Encoding.UTF8.GetBytes(form[0][1..]), 10, 100, out var packet));
        Assert.Equal((1, "/custom", 789L, 2), (packet.AttachmentCount, packet.Namespace, packet.AckId, packet.Elements.Length));
    }

    [Fact]
    public void EventWithArgument_SharedArray_AppendsTheArgument()
    {
        var message = SocketIOEncoder.EventWithArgument("[\"a\",1]"u8, "\"pos\""u8, []);

        Assert.Equal("42[\"a\",1,\"pos\"]", Encoding.UTF8.GetString(message.PollingForm.Span));
    }

    [Theory]
    [InlineData("AQID", "010203")]
    [InlineData("AQI=", "0102")]
    [InlineData("AQI", "0102")]
    [InlineData("AQ==", "01")]
    [InlineData("AQ", "01")]
    [InlineData("", "")]
    [InlineData("A", null)]
    [InlineData("A===", null)]
    [InlineData("AQ*D", null)]
    [InlineData("AQ D", null)]
    [InlineData("AQ=DAQID", null)]
    public void TryDecode_Base64_TakesPaddedAndUnpadded(string text, string? expected)
    {
        var isDecoded = PollingBody.TryDecode(Encoding.UTF8.GetBytes(text), out var decoded);

        Assert.Equal(expected, isDecoded ? Convert.ToHexString(decoded) : null);
    }
}
