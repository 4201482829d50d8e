using System.Net;
using System.Reflection;
using Orleans.Runtime;
using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

public class RelayedWriteTests
{
    [Fact]
    public async Task WriteAsync_OtherGatewayStillWrites_TellsThatItMoves()
    {
        var answers = new Queue<ForwardingStatus>([ForwardingStatus.Pending, ForwardingStatus.Pending, ForwardingStatus.Done, ForwardingStatus.Done]);
        var service = DispatchProxy.Create<IForwardingService, Answers>();
        ((Answers)(object)service).Next = answers.Dequeue;
        using var connection = new RelayedWebSocketConnection(Guid.NewGuid(), SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1), service, maxCallBytes: 2);
        var progress = new Counter();

        await connection.WriteAsync(new byte[] { 1, 2, 3 }, progress, CancellationToken.None);

        Assert.Equal((0, 4), (answers.Count, progress.Count));
    }

    public class Answers : DispatchProxy
    {
        internal Func<ForwardingStatus>? Next { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Task.FromResult(Next!());
    }

    private sealed class Counter : IWriteProgress
    {
        public int Count { get; private set; }

        public void OnWriteMoved() => Count++;
    }
}
