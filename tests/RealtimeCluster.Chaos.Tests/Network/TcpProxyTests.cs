using System.Net;
using System.Net.Sockets;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Tests.Network;

/// <summary>The proxy passes, holds and cuts.</summary>
public sealed class TcpProxyTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TcpProxy _proxy;

    public TcpProxyTests()
    {
        _server.Start();
        _proxy = new TcpProxy(() => new Gateway("server", (IPEndPoint)_server.LocalEndpoint));
    }

    [Fact]
    public async Task Hold_ThenRelease_DeliversWhatWasHeld()
    {
        var (client, accepted) = await ConnectAsync();
        var buffer = new byte[1];
        await client.SendAsync(new byte[] { 1 });
        Assert.Equal(1, await accepted.ReceiveAsync(buffer).WaitAsync(Deadline));

        _proxy.Hold();
        await client.SendAsync(new byte[] { 2 });
        var receiving = accepted.ReceiveAsync(buffer);
        Assert.False(receiving.IsCompleted);
        _proxy.Release();

        Assert.Equal(1, await receiving.WaitAsync(Deadline));
        Assert.Equal(2, buffer[0]);
    }

    [Fact]
    public async Task Answers_WithDelay_ComeInOrder()
    {
        await using var slow = new TcpProxy(() => new Gateway("server", (IPEndPoint)_server.LocalEndpoint), new AnswerDelay(TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.Zero, new Random(1)));
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(slow.EndPoint).WaitAsync(Deadline);
        using var accepted = await _server.AcceptSocketAsync().WaitAsync(Deadline);
        var sent = Enumerable.Range(0, 200).Select(static number => (byte)number).ToArray();
        foreach (var value in sent)
        {
            await accepted.SendAsync(new[] { value });
        }

        var received = new byte[sent.Length];
        for (var count = 0; count < received.Length;)
        {
            count += await client.ReceiveAsync(received.AsMemory(count)).AsTask().WaitAsync(Deadline);
        }

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Cut_WhileHeld_EndsBothSidesAndDropsWhatWasHeld()
    {
        var (client, accepted) = await ConnectAsync();
        var buffer = new byte[1];
        await client.SendAsync(new byte[] { 1 });
        await accepted.ReceiveAsync(buffer).WaitAsync(Deadline);

        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _proxy.Held += () => held.TrySetResult();
        _proxy.Hold();
        await client.SendAsync(new byte[] { 2 });
        await held.Task.WaitAsync(Deadline);

        // A reset takes along what has come and was not read, so both sides read before it.
        var byteCounts = Task.WhenAll(CountToEndAsync(accepted), CountToEndAsync(client));
        _proxy.Cut();
        _proxy.Release();

        Assert.All(await byteCounts, static count => Assert.Equal(0, count));
    }

    // A reset may show as an error or as the end; what matters is what came before it.
    private static async Task<int> CountToEndAsync(Socket socket)
    {
        var buffer = new byte[1];
        var byteCount = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(Deadline) > 0)
            {
                byteCount++;
            }
        }
        catch (SocketException)
        {
            // The other way in which a connection ends.
        }

        return byteCount;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    private async Task<(Socket Client, Socket Accepted)> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_proxy.EndPoint).WaitAsync(Deadline);
        return (client, await _server.AcceptSocketAsync().WaitAsync(Deadline));
    }
}
