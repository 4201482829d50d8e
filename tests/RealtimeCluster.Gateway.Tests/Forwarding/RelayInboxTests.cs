using System.Net.WebSockets;
using RealtimeCluster.Gateway.Forwarding;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

public sealed class RelayInboxTests
{
    private static readonly byte[] Text = "abc"u8.ToArray();

    private readonly RelayInbox _inbox = new();

    [Fact]
    public async Task ReceiveAsync_MessageInTwoParts_ReadsItPieceByPiece()
    {
        var accepted = _inbox.AcceptAsync(Input(1, new RelayPart(Text, IsBinary: true, IsEnd: false), new RelayPart(Text, IsBinary: true, IsEnd: true)));
        var buffer = new byte[2];

        var reads = new List<(int, bool)>();
        for (var i = 0; i < 5; i++)
        {
            var result = await _inbox.ReceiveAsync(i == 0 ? Memory<byte>.Empty : buffer);
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            reads.Add((result.Count, result.EndOfMessage));
        }

        Assert.Equal([(0, false), (2, false), (1, false), (2, false), (1, true)], reads);
        Assert.True(await accepted);
    }

    [Fact]
    public async Task AcceptAsync_Repeated_IsTakenOnceAndDoneWhenRead()
    {
        var first = _inbox.AcceptAsync(Input(1, new RelayPart(Text, IsBinary: false, IsEnd: true)));
        var again = _inbox.AcceptAsync(Input(1));

        Assert.False(again.IsCompleted);
        Assert.Equal(3, (await _inbox.ReceiveAsync(new byte[10])).Count);
        Assert.True(await first);
        Assert.True(await again);
    }

    [Fact]
    public async Task AcceptAsync_OneIsMissing_BreaksTheRelay()
    {
        Assert.False(await _inbox.AcceptAsync(Input(2, new RelayPart(Text, IsBinary: false, IsEnd: true))));

        await Assert.ThrowsAsync<WebSocketException>(() => _inbox.ReceiveAsync(new byte[10]).AsTask());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(null)]
    public async Task ReceiveAsync_ClosedInOrder_TellsTheStatus(int? status)
    {
        _ = _inbox.AcceptAsync(new RelayInput(Guid.Empty, 1, [], new RelayEnd(IsClosed: true, status)));

        Assert.Equal(WebSocketMessageType.Close, (await _inbox.ReceiveAsync(new byte[10])).MessageType);
        Assert.Equal((WebSocketCloseStatus?)status, _inbox.CloseStatus);
    }

    [Fact]
    public async Task ReceiveAsync_Broken_Throws()
    {
        _ = _inbox.AcceptAsync(new RelayInput(Guid.Empty, 1, [], new RelayEnd(IsClosed: false, CloseStatus: null)));

        await Assert.ThrowsAsync<WebSocketException>(() => _inbox.ReceiveAsync(new byte[10]).AsTask());
    }

    [Fact]
    public async Task Fail_InputIsUnread_TellsTheSender()
    {
        var accepted = _inbox.AcceptAsync(Input(1, new RelayPart(Text, IsBinary: false, IsEnd: true)));

        _inbox.Fail();

        Assert.False(await accepted);
    }

    private static RelayInput Input(long sequence, params RelayPart[] parts) => new(Guid.Empty, sequence, parts, End: null);
}
