using System.Text;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class TextFramesTests
{
    [Fact]
    public void TextFrames_TextAlone_AreTheFramesThereAre()
    {
        var message = OutboundMessage.Text("hello"u8);

        Assert.True(message.TextFrames.Equals(message.Part(0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(92)] // its base64 needs the longer header
    [InlineData(70_000)]
    public void TextFrames_Attachments_AreBase64Text(int size)
    {
        var data = new byte[size];
        new Random(size).NextBytes(data);
        var message = OutboundMessage.Create("451-"u8, "{}"u8, "!"u8, [data, [1, 2, 3]]);

        Assert.Equal(["451-{}!", "b" + Convert.ToBase64String(data), "bAQID"], Texts(message.TextFrames.Span));
        Assert.True(message.TextFrames.Equals(message.TextFrames), "The form is made once.");
    }

    [Fact]
    public void TextFrames_PacketSharedByReceivers_IsWhole()
    {
        var shared = new SharedPacket("451-"u8, "body,"u8, [[1, 2, 3]]);

        Assert.Equal(["451-body,end", "bAQID"], Texts(OutboundMessage.WithEnd(shared, "end"u8, null).TextFrames.Span));
    }

    private static List<string> Texts(ReadOnlySpan<byte> frames)
    {
        var texts = new List<string>();
        while (!frames.IsEmpty)
        {
            var header = WebSocketFrames.ReadHeader(frames, out var opcode, out var length);
            Assert.Equal(WebSocketFrames.FinalText, opcode);
            texts.Add(Encoding.UTF8.GetString(frames.Slice(header, length)));
            frames = frames[(header + length)..];
        }

        return texts;
    }
}
