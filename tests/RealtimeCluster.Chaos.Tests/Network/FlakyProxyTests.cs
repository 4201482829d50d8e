using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Tests.Network;

/// <summary>The flaky proxy does to one request in ten what it says, and nothing while it is calm.</summary>
public sealed class FlakyProxyTests : IAsyncDisposable
{
    private const string Answer = "0123456789";
    private const int RequestCount = 400;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<string> _passed = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Acceptor _server;
    private readonly FlakyProxy _proxy;
    private readonly HttpClient _client;

    public FlakyProxyTests()
    {
        _server = new Acceptor(ServeAsync);
        _proxy = new FlakyProxy(
            () => new Gateway("server", _server.EndPoint),
            new FaultChooser(new Random(1)),
            new FlakyTimes { Delay = (Moment, 2 * Moment), WebSocketLife = (Moment, 2 * Moment) });
        _client = new HttpClient { BaseAddress = new Uri($"http://{_proxy.EndPoint}"), Timeout = Deadline };
    }

    [Fact]
    public async Task Requests_WhileCalm_PassWhole()
    {
        using var body = new StringContent("hello");

        using var answer = await _client.PostAsync("/a?b=c", body);

        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync());
        var request = Assert.Single(_passed);
        Assert.StartsWith("POST /a?b=c HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\nConnection: close\r\n\r\nhello", request, StringComparison.Ordinal);
        Assert.Empty(_proxy.Figures.Requests);
    }

    [Fact]
    public async Task Requests_WhileFlaky_FailAsCounted()
    {
        _proxy.Start();

        var outcomes = new List<string>();
        for (var number = 0; number < RequestCount; number++)
        {
            outcomes.Add(await AskAsync());
        }

        var counts = Assert.Single(_proxy.Figures.Requests);
        Assert.Equal((RequestKind.Poll, RequestCount), (counts.Kind, counts.Requests));
        var refused = counts.Faults[RequestFault.Refuse];
        var cut = counts.Faults[RequestFault.CutBefore] + counts.Faults[RequestFault.CutWithin];
        Assert.True(counts.Faults[RequestFault.Delay] > 0);
        Assert.Equal((refused, cut), (outcomes.Count(static outcome => outcome == "502"), outcomes.Count(static outcome => outcome == "cut")));
        Assert.Equal(RequestCount - refused - cut, outcomes.Count(static outcome => outcome == Answer));

        // What is cut has been passed on, and what is refused has not.
        Assert.Equal(RequestCount - refused, _passed.Count);
        Assert.InRange(counts.Faults.Values.Sum(), RequestCount / 20, RequestCount / 5);
    }

    [Fact]
    public async Task WebSocket_OnceFlaky_IsCutWithoutGoodbye()
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(_proxy.EndPoint).WaitAsync(Deadline);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"u8.ToArray());
        Assert.True(await ReceiveAsync(client) > 0);
        await client.SendAsync("echo"u8.ToArray());
        Assert.Equal(4, await ReceiveAsync(client));

        _proxy.Start();

        await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client));
        Assert.Equal(1, _proxy.Figures.CutWebSocketCount);
        Assert.Contains("Connection: Upgrade", Assert.Single(_passed), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private static Task<int> ReceiveAsync(Socket client) => client.ReceiveAsync(new byte[1024]).WaitAsync(Deadline);

    private async Task<string> AskAsync()
    {
        try
        {
            using var answer = await _client.GetAsync("/");
            return answer.StatusCode == HttpStatusCode.BadGateway ? "502" : await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
    }

    // Answers and closes, or, what is upgraded, echoes.
    private async Task ServeAsync(Socket client)
    {
        using var mine = client;
        try
        {
            if (await ProxiedRequest.ReadAsync(client, _end.Token) is not { } request)
            {
                return;
            }

            _passed.Enqueue(Encoding.Latin1.GetString(request.Bytes));
            if (request.Kind != RequestKind.Upgrade)
            {
                await client.SendAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Answer.Length}\r\nConnection: close\r\n\r\n{Answer}"), _end.Token);
                return;
            }

            await client.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"u8.ToArray(), _end.Token);
            var buffer = new byte[1024];
            while (await client.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                await client.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception) when (Acceptor.IsLost(exception))
        {
            // The proxy has cut it, or the test is over.
        }
    }
}
