using System.Net.WebSockets;
using System.Text;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>Nothing a client sends stops the process, reaches others, or makes it grow without bound.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private const int AttackerCount = 8;
    private const int FramesPerAttacker = 125_000;
    private const long MaxWorkingSetBytes = 1_500_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private StandaloneProcess _server = null!;

    public async Task InitializeAsync() => _server = await StandaloneProcess.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(1)]
    public async Task WebSocket_HostileFrames_BystandersNoticeNothing(int seed)
    {
        await using var bystander = await SocketIOTestClient.ConnectAsync(_server.GatewayUrls[0], new { envId = "bystander" });
        await using var talker = await SocketIOTestClient.ConnectAsync(_server.GatewayUrls[0], new { envId = "bystander" });
        await bystander.EmitWithAckAsync("join", new { channel = "c" });

        var attack = Task.WhenAll(Enumerable.Range(0, AttackerCount).Select(number => AttackAsync(new HostileFrames((seed * 1_000) + number), FramesPerAttacker)));
        var sent = 0;
        while (!attack.IsCompleted)
        {
            await talker.EmitWithAckAsync("message", new { channel = "c", eventName = "tick", message = ++sent });
        }

        await attack.WaitAsync(Deadline);

        Assert.True(_server.Host.IsRunning, _server.DescribeState());
        for (var expected = 1; expected <= sent; expected++)
        {
            var frame = await bystander.WaitForAsync(static _ => true, $"tick {expected}");
            Assert.Equal("tick", frame.EventName);
            Assert.Equal(expected, frame.Argument.GetProperty("message").GetInt32());
        }

        Assert.True(_server.Host.WorkingSetBytes < MaxWorkingSetBytes, $"The process holds {_server.Host.WorkingSetBytes} bytes.");
    }

    [Fact]
    public async Task Polling_HostileBodies_ProcessLivesAndSessionsStillOpen()
    {
        using var http = new HttpClient { BaseAddress = _server.GatewayUrls[0] };
        var frames = new HostileFrames(seed: 77);

        for (var i = 0; i < 3_000; i++)
        {
            var open = await http.GetStringAsync(new Uri("/realtime/?EIO=4&transport=polling", UriKind.Relative));
            var sid = open[8..28];
            var body = Enumerable.Range(0, 5).SelectMany(_ => (byte[])[.. frames.Next().Bytes, 0x1e]).ToArray();
            using var answer = await http.PostAsync(new Uri($"/realtime/?EIO=4&transport=polling&sid={sid}", UriKind.Relative), new ByteArrayContent(body));
            Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} for {Encoding.UTF8.GetString(body)}");
        }

        Assert.True(_server.Host.IsRunning, _server.DescribeState());
        await using var client = await SocketIOTestClient.ConnectAsync(_server.GatewayUrls[0], new { envId = "after" });
    }

    private async Task AttackAsync(HostileFrames frames, int count)
    {
        var left = count;
        while (left > 0)
        {
            using var attacker = new ClientWebSocket();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var url = new UriBuilder(_server.GatewayUrls[0]) { Scheme = "ws", Path = "/realtime/", Query = "EIO=4&transport=websocket" };
            await attacker.ConnectAsync(url.Uri, deadline.Token);
            try
            {
                await attacker.SendAsync("40{\"envId\":\"hostile\"}"u8.ToArray(), WebSocketMessageType.Text, true, deadline.Token);
                var reading = DrainAsync(attacker, deadline.Token);
                while (left > 0 && attacker.State == WebSocketState.Open)
                {
                    var (bytes, type) = frames.Next();
                    left--;
                    await attacker.SendAsync(bytes, type, true, deadline.Token);
                }

                attacker.Abort();
                await reading;
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The gateway closed the connection, as the protocol says; the next one goes on.
                attacker.Abort();
            }
        }
    }

    private static async Task DrainAsync(ClientWebSocket attacker, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            while ((await attacker.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of the connection is what was waited for.
            attacker.Abort();
        }
    }
}
