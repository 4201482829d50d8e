using System.Buffers.Binary;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Tests.Sockets;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    public void Read_EveryPrefix_IsIncompleteUntilTheLastByte(int payloadBytes, int headerBytes)
    {
        var frame = ServerFrame(payloadBytes);
        foreach (var length in (int[])[0, 1, headerBytes - 1, headerBytes, frame.Length - 1])
        {
            if (length < frame.Length)
            {
                Assert.Equal(FrameStatus.Incomplete, FrameReader.Read(frame.AsSpan(0, length), out _, out _));
            }
        }

        var status = FrameReader.Read([.. frame, 0x81, 5], out var header, out var payload);

        Assert.Equal((FrameStatus.Complete, headerBytes, payloadBytes), (status, header, payload));
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 0x80, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xC1, 0x00 })]
    [InlineData(new byte[] { 0x81, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x81, 0x7F, 0, 0, 0, 0, 0x7F, 0, 0, 0 })]
    public void Read_WhatNoServerMaySend_IsMalformed(byte[] frame) =>
        Assert.Equal(FrameStatus.Malformed, FrameReader.Read(frame, out _, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(70_000)]
    public void Write_AnyLength_UnmasksToThePayload(int payloadBytes)
    {
        var payload = new byte[payloadBytes];
        new Random(payloadBytes).NextBytes(payload);
        var frame = new byte[payloadBytes + FrameWriter.MaxHeaderBytes];

        var length = FrameWriter.Write(frame, FrameWriter.Text, payload);

        var mask = frame.AsSpan(length - payloadBytes - 4, 4).ToArray();
        Assert.Equal(FrameWriter.Text, frame[0]);
        Assert.Equal(0x80, frame[1] & 0x80);
        Assert.Equal(payload, frame[(length - payloadBytes)..length].Select((value, i) => (byte)(value ^ mask[i & 3])));
    }

    private static byte[] ServerFrame(int payloadBytes)
    {
        var header = new byte[10];
        header[0] = 0x81;
        switch (payloadBytes)
        {
            case < 126:
                header[1] = (byte)payloadBytes;
                return [.. header.AsSpan(0, 2), .. new byte[payloadBytes]];
            case <= ushort.MaxValue:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)payloadBytes);
                return [.. header.AsSpan(0, 4), .. new byte[payloadBytes]];
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), (ulong)payloadBytes);
                return [.. header, .. new byte[payloadBytes]];
        }
    }
}
