using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.Chaos.Network;

/// <summary>
/// A proxy before the gateways that knows HTTP, sends each request to any of them, and while it is told to fails, cuts or delays one in ten; WebSockets it
/// cuts without goodbye after a random time.
/// </summary>
/// <remarks>A connection carries one request, so that what happens to one is no matter of another.</remarks>
internal sealed class FlakyProxy : IAsyncDisposable
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RequestDeadline = TimeSpan.FromSeconds(20);
    private static readonly ReadOnlyMemory<byte> BadGateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly Func<Gateway> _pick;
    private readonly FaultChooser _chooser;
    private readonly FlakyTimes _times;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(RequestKind Kind, RequestFault Fault), int> _counts = new();
    private readonly Acceptor _acceptor;
    private volatile bool _isFlaky;
    private int _cutWebSockets;

    /// <summary>Starts to listen; passes everything on until <see cref="Start"/>.</summary>
    /// <param name="pick">Chooses the gateway of a request.</param>
    /// <param name="chooser">Decides about faults.</param>
    /// <param name="times">How long they last.</param>
    public FlakyProxy(Func<Gateway> pick, FaultChooser chooser, FlakyTimes times)
    {
        (_pick, _chooser, _times) = (pick, chooser, times);
        _acceptor = new Acceptor(ServeAsync);
    }

    public IPEndPoint EndPoint => _acceptor.EndPoint;

    /// <summary>What it has done so far.</summary>
    public FlakyFigures Figures => new(
        [.. _counts.ToArray()
            .GroupBy(static entry => entry.Key.Kind)
            .OrderBy(static kind => kind.Key)
            .Select(static kind => new FlakyCounts(
                kind.Key,
                kind.Sum(static entry => entry.Value),
                kind.Where(static entry => entry.Key.Fault != RequestFault.None).OrderBy(static entry => entry.Key.Fault).ToDictionary(static entry => entry.Key.Fault, static entry => entry.Value)))],
        _cutWebSockets);

    /// <summary>It is flaky from now on.</summary>
    public void Start() => _isFlaky = true;

    /// <summary>It passes everything on from now on.</summary>
    public void Calm() => _isFlaky = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _acceptor.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ServeAsync(Socket client)
    {
        using var mine = client;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        client.NoDelay = true;
        try
        {
            if (await ReadAsync(client, end.Token) is not { } request)
            {
                return;
            }

            var fault = Choose(request.Kind);
            if (fault == RequestFault.Refuse)
            {
                await SendAsync(client, BadGateway, end.Token);
                return;
            }

            if (fault == RequestFault.Delay)
            {
                await Task.Delay(_chooser.Between(_times.Delay.Least, _times.Delay.Most), end.Token);
            }

            await ConnectAsync(server, end.Token);
            await SendAsync(server, request.Bytes, end.Token);
            Task[] parts = [PumpAsync(client, server, end.Token), AnswerAsync(fault, server, client, end.Token), LiveAsync(request.Kind, server, client, end.Token)];
            await await Task.WhenAny(parts);
        }
        catch (Exception exception) when (Acceptor.IsLost(exception))
        {
            // One side has ended; so does the other, by being disposed of.
        }
        finally
        {
            // The parts that still run end with the sockets, as lost.
            await end.CancelAsync();
        }
    }

    private RequestFault Choose(RequestKind kind)
    {
        if (!_isFlaky)
        {
            return RequestFault.None;
        }

        var fault = _chooser.Next();
        _counts.AddOrUpdate((kind, fault), 1, static (_, count) => count + 1);
        return fault;
    }

    private static async Task<ProxiedRequest?> ReadAsync(Socket client, CancellationToken end)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(end);
        deadline.CancelAfter(RequestDeadline);
        return await ProxiedRequest.ReadAsync(client, deadline.Token);
    }

    private async Task ConnectAsync(Socket server, CancellationToken end)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(end);
        deadline.CancelAfter(ConnectDeadline);
        await server.ConnectAsync(_pick().EndPoint, deadline.Token);
    }

    private static async Task AnswerAsync(RequestFault fault, Socket server, Socket client, CancellationToken end)
    {
        if (fault is RequestFault.CutBefore or RequestFault.CutWithin)
        {
            // The gateway has done its part and believes that it was heard.
            var buffer = new byte[16 * 1024];
            var count = await server.ReceiveAsync(buffer, end);
            if (fault == RequestFault.CutWithin)
            {
                await SendAsync(client, buffer.AsMemory(0, count / 2), end);
            }

            Reset(client, server);
            return;
        }

        await PumpAsync(server, client, end);
    }

    // Ends only what is a WebSocket; one that was there before the proxy became flaky lives on for as long as a new one.
    private async Task LiveAsync(RequestKind kind, Socket server, Socket client, CancellationToken end)
    {
        do
        {
            await Task.Delay(kind == RequestKind.Upgrade ? _chooser.Between(_times.WebSocketLife.Least, _times.WebSocketLife.Most) : Timeout.InfiniteTimeSpan, end);
        }
        while (!_isFlaky);
        Interlocked.Increment(ref _cutWebSockets);
        Reset(client, server);
    }

    private static void Reset(params ReadOnlySpan<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        foreach (var socket in sockets)
        {
            socket.Close(timeout: 0);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken end)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, end) is > 0 and var count)
        {
            await SendAsync(to, buffer.AsMemory(0, count), end);
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken end)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, end)..];
        }
    }
}
