using System.Text;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class SharedPacketTests
{
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'x', SharedPacket.MinBytes)];
    private static readonly byte[][] Attachments = [[1, 2, 3], new byte[70_000]];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Part_AllInOrder_AreFramesOfOnePacket(bool hasAttachments)
    {
        var attachments = hasAttachments ? Attachments : [];
        var message = OutboundMessage.WithEnd(new SharedPacket("42"u8, Body, attachments), ",\"p\"]"u8, subject: null);

        var frames = ReadFrames(message);

        Assert.Equal([WebSocketFrames.FirstText, WebSocketFrames.FinalContinuation, .. attachments.Select(static _ => WebSocketFrames.FinalBinary)], frames.Select(static frame => frame.Opcode));
        Assert.Equal($"42{Encoding.UTF8.GetString(Body)},\"p\"]", Encoding.UTF8.GetString([.. frames[0].Payload, .. frames[1].Payload]));
        Assert.Equal(attachments, frames[2..].Select(static frame => frame.Payload));
        Assert.Equal(message.SizeBytes, frames.Sum(static frame => WebSocketFrames.HeaderBytes(frame.Payload.Length) + frame.Payload.Length));
    }

    [Fact]
    public void WithEnd_ManyReceivers_HoldOneCopyOfWhatTheyShare()
    {
        var shared = new SharedPacket("42"u8, Body, Attachments);
        var (one, other) = (OutboundMessage.WithEnd(shared, "1"u8, null), OutboundMessage.WithEnd(shared, "2"u8, null));

        Assert.True(one.Part(0).Equals(other.Part(0)));
        Assert.True(one.Part(2).Equals(other.Part(2)));
        Assert.False(one.Part(1).Equals(other.Part(1)));
        Assert.True(one.Part(1).Length < 10);
    }

    [Fact]
    public void PollingForm_IsThatOfTheWholePacket()
    {
        var message = OutboundMessage.WithEnd(new SharedPacket("452-"u8, Body, Attachments), "]"u8, subject: null);
        var whole = OutboundMessage.Create("452-"u8, Body, "]"u8, Attachments);

        Assert.Equal(whole.PollingForm.ToArray(), message.PollingForm.ToArray());
    }

    [Fact]
    public void Drain_CopiesAllParts()
    {
        var message = OutboundMessage.WithEnd(new SharedPacket("42"u8, Body, Attachments), "]"u8, subject: null);
        var queue = new OutboundQueue(10_000_000);
        queue.Enqueue(message);
        var copied = new byte[message.SizeBytes];

        Assert.Equal(message.SizeBytes, queue.Drain(copied));
        Assert.Equal([.. message.Part(0).ToArray(), .. message.Part(1).ToArray(), .. message.Part(2).ToArray()], copied);
    }

    [Fact]
    public void TryTake_ALargePacketBetweenSmallOnes_WritesItsPartsInOrderAndNothingBetween()
    {
        var message = OutboundMessage.WithEnd(new SharedPacket("42"u8, Body, Attachments), "]"u8, subject: null);
        var output = new SessionOutput(10_000_000);
        output.Queue.Enqueue(message);
        output.Queue.Enqueue(OutboundMessage.Text("after"u8));
        Assert.True(output.TryBegin(isClosing: false));

        byte[]? pooled = null;
        var taken = new List<byte[]>();
        while (output.TryTake(taken.Count < 2 ? SessionState.Open : SessionState.Closing, ref pooled, out var bytes))
        {
            taken.Add(bytes.ToArray());
        }

        byte[][] expected =
        [
            message.Part(0).ToArray(), message.Part(1).ToArray(), message.Part(2).ToArray(), OutboundMessage.Text("after"u8).Part(0).ToArray(),
            WebSocketFrames.EmptyClose.ToArray(),
        ];
        Assert.Equal(expected, taken);
    }

    private static (byte Opcode, byte[] Payload)[] ReadFrames(OutboundMessage message)
    {
        var bytes = new byte[message.SizeBytes];
        message.CopyTo(bytes);
        var frames = new List<(byte, byte[])>();
        for (var rest = bytes.AsSpan(); !rest.IsEmpty;)
        {
            var header = WebSocketFrames.ReadHeader(rest, out var opcode, out var length);
            frames.Add((opcode, rest.Slice(header, length).ToArray()));
            rest = rest[(header + length)..];
        }

        return [.. frames];
    }
}
