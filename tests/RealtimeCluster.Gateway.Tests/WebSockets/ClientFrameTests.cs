using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

public class ClientFrameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void TryRead_HeaderInAnyPieces_IsReadOnceComplete(long length)
    {
        var header = Header(0x81, length, 0x04030201);

        for (var present = 0; present < header.Length; present++)
        {
            Assert.False(ClientFrame.TryRead(new ReadOnlySequence<byte>(header, 0, present), out _, out _));
        }

        for (var cut = 1; cut < header.Length; cut++)
        {
            var sequence = Split([.. header, 7, 8, 9], cut);
            Assert.True(ClientFrame.TryRead(sequence, out var frame, out var payload));
            Assert.Equal((length, ClientFrame.Text, true), (frame.Length, frame.Opcode, frame.IsFinal));
            Assert.Equal([7, 8, 9], sequence.Slice(payload).ToArray());
        }
    }

    [Theory]
    [InlineData(0x81, 5, false, true)]
    [InlineData(0x01, 5, false, true)]
    [InlineData(0x82, 70_000, false, true)]
    [InlineData(0x80, 5, true, true)]
    [InlineData(0x00, 5, true, true)]
    [InlineData(0x89, 125, true, true)]
    [InlineData(0x8A, 0, false, true)]
    [InlineData(0x88, 2, true, true)]
    [InlineData(0x80, 5, false, false)] // nothing to continue
    [InlineData(0x81, 5, true, false)] // the last message has not ended
    [InlineData(0x82, 5, true, false)]
    [InlineData(0x09, 5, false, false)] // control frames are not fragmented
    [InlineData(0x89, 126, false, false)] // nor longer than 125 bytes
    [InlineData(0x83, 5, false, false)] // unknown opcodes
    [InlineData(0x8B, 5, false, false)]
    [InlineData(0xC1, 5, false, false)] // reserved bits
    [InlineData(0xA1, 5, false, false)]
    [InlineData(0x91, 5, false, false)]
    [InlineData(0x82, -1, false, false)] // a length of 2^63 and more
    public void IsValid_AsTheProtocolSays(int first, long length, bool isInMessage, bool expected)
    {
        Assert.True(ClientFrame.TryRead(new ReadOnlySequence<byte>(Header((byte)first, length, 1)), out var frame, out _));

        Assert.Equal(expected, frame.IsValid(isInMessage));
    }

    [Fact]
    public void IsValid_NotMasked_IsRefused()
    {
        Assert.True(ClientFrame.TryRead(new ReadOnlySequence<byte>([0x81, 0x01]), out var frame, out _));

        Assert.False(frame.IsValid(isInMessage: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Unmask_InAnyParts_GivesThePayload(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var payload = new byte[random.Next(1, 200)];
            random.NextBytes(payload);
            var mask = (uint)random.Next();
            var header = Header(0x82, payload.Length, mask);
            var masked = (byte[])payload.Clone();
            for (var i = 0; i < masked.Length; i++)
            {
                masked[i] ^= header[header.Length - 4 + (i & 3)];
            }

            Assert.True(ClientFrame.TryRead(new ReadOnlySequence<byte>(header), out var frame, out _));
            for (var position = 0; position < masked.Length;)
            {
                var count = random.Next(1, masked.Length - position + 1);
                frame.Unmask(masked.AsSpan(position, count), position);
                position += count;
            }

            Assert.Equal(payload, masked);
        }
    }

    [Theory]
    [InlineData(new byte[0], true, WebSocketCloseStatus.Empty)]
    [InlineData(new byte[] { 0x03, 0xE8 }, true, WebSocketCloseStatus.NormalClosure)]
    [InlineData(new byte[] { 0x03, 0xE8, (byte)'o', (byte)'k' }, true, WebSocketCloseStatus.NormalClosure)]
    [InlineData(new byte[] { 0x0B, 0xB8 }, true, (WebSocketCloseStatus)3000)]
    [InlineData(new byte[] { 0x03 }, false, null)]
    [InlineData(new byte[] { 0x03, 0xED }, false, null)] // 1005
    [InlineData(new byte[] { 0x03, 0xEE }, false, null)] // 1006
    [InlineData(new byte[] { 0x03, 0xE7 }, false, null)] // 999
    [InlineData(new byte[] { 0x03, 0xE8, 0xFF }, false, null)] // a reason that is no text
    public void TryReadCloseStatus_AsTheProtocolSays(byte[] content, bool expected, WebSocketCloseStatus? status)
    {
        Assert.Equal(expected, ClientFrame.TryReadCloseStatus(content, out var read));
        if (expected)
        {
            Assert.Equal(status, read);
        }
    }

    private static byte[] Header(byte first, long length, uint mask)
    {
        var header = new byte[ClientFrame.MaxHeaderBytes];
        header[0] = first;
        var size = 2;
        switch (length)
        {
            case >= 0 and < 126:
                header[1] = (byte)length;
                break;
            case >= 0 and <= ushort.MaxValue:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)length);
                size = 4;
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), length);
                size = 10;
                break;
        }

        header[1] |= 0x80;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(size), mask);
        return header[..(size + 4)];
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int cut)
    {
        var first = new Segment(bytes.AsMemory(0, cut));
        var last = first.Append(bytes.AsMemory(cut));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
