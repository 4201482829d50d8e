using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

public sealed class CloseFrameWatchTests
{
    private static readonly byte[] _mask = [1, 2, 3, 4];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void OnRead_EmptyCloseBehindFramesOfEveryLength_IsSeen(int pieceBytes)
    {
        var watch = default(CloseFrameWatch);
        byte[] before = [.. Frame(1, 0), .. Frame(2, 125), .. Frame(0, 126), .. Frame(1, 70_000), .. Frame(9, 5)];

        Read(ref watch, before, pieceBytes);
        var isSeenEarly = watch.HasSeenEmptyClose;
        Read(ref watch, Frame(ClientFrame.Close, 0), pieceBytes);

        Assert.False(isSeenEarly);
        Assert.True(watch.HasSeenEmptyClose);
    }

    [Fact]
    public void OnRead_CloseWithStatus_IsNotEmpty()
    {
        var watch = default(CloseFrameWatch);

        watch.OnRead(Frame(ClientFrame.Close, 2));

        Assert.False(watch.HasSeenEmptyClose);
    }

    [Fact]
    public void OnRead_EmptyCloseBehindACloseWithStatus_DoesNotCount()
    {
        var watch = default(CloseFrameWatch);

        watch.OnRead([.. Frame(ClientFrame.Close, 2), .. Frame(ClientFrame.Close, 0)]);

        Assert.False(watch.HasSeenEmptyClose);
    }

    [Fact]
    public void OnRead_PayloadThatLooksLikeAnEmptyClose_IsNone()
    {
        var watch = default(CloseFrameWatch);

        watch.OnRead([0x82, 0x86, .. _mask, 0x88, 0x80, .. _mask]);

        Assert.False(watch.HasSeenEmptyClose);
    }

    private static byte[] Frame(byte opcode, int length)
    {
        byte[] lengthBytes = length switch
        {
            < 126 => [(byte)(0x80 | length)],
            <= ushort.MaxValue => [0xFE, (byte)(length >> 8), (byte)length],
            _ => [0xFF, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };

        // A payload that would be taken for empty close frames by a watch that lost its place.
        var payload = Enumerable.Range(0, length).Select(static i => (byte)(i % 2 == 0 ? 0x88 : 0x80));
        return [(byte)(0x80 | opcode), .. lengthBytes, .. _mask, .. payload];
    }

    private static void Read(ref CloseFrameWatch watch, byte[] bytes, int pieceBytes)
    {
        foreach (var piece in bytes.Chunk(Math.Min(pieceBytes, bytes.Length)))
        {
            watch.OnRead(piece);
        }
    }
}
