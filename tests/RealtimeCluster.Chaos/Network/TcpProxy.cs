using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.Chaos.Network;

/// <summary>A TCP proxy before the gateways, or before a storage, that balances connections over them, and can hold or cut everything that passes.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, Socket> _pairs = new();
    private readonly Func<Gateway> _pick;
    private readonly DelayedPump? _answers;
    private readonly Acceptor _acceptor;
    private volatile TaskCompletionSource _open = Opened();

    /// <summary>Starts to listen.</summary>
    /// <param name="pick">Chooses the gateway of a connection.</param>
    /// <param name="answerDelay">How long what servers answer is held up, if it is; this cannot be held or dropped as the rest can.</param>
    public TcpProxy(Func<Gateway> pick, AnswerDelay? answerDelay = null)
    {
        _pick = pick;
        _answers = answerDelay is null ? null : new DelayedPump(answerDelay);
        _acceptor = new Acceptor(ServeAsync);
    }

    public IPEndPoint EndPoint => _acceptor.EndPoint;

    /// <summary>Raised when something has come that must wait for <see cref="Release"/>.</summary>
    public event Action? Held;

    /// <summary>From now on nothing passes, in either direction, and nobody is told.</summary>
    public void Hold()
    {
        if (_open.Task.IsCompleted)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What was held goes on.</summary>
    public void Release() => _open.TrySetResult();

    /// <summary>Ends all connections with a reset; what was held is lost.</summary>
    public void Cut()
    {
        foreach (var (client, server) in _pairs)
        {
            // Both are told how before either ends: when one does, whoever serves the pair closes the other.
            if (TryResetOnClose(client) & TryResetOnClose(server))
            {
                client.Close(timeout: 0);
                server.Close(timeout: 0);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        await _acceptor.DisposeAsync();
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    // False when it has ended by itself just now, and the other one with it.
    private static bool TryResetOnClose(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            return true;
        }
        catch (Exception exception) when (Acceptor.IsLost(exception))
        {
            return false;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var mine = client;
        client.NoDelay = true;
        try
        {
            await _open.Task.WaitAsync(_stop.Token);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            deadline.CancelAfter(ConnectDeadline);
            await server.ConnectAsync(_pick().EndPoint, deadline.Token);
            _pairs[client] = server;
            await Task.WhenAny(PumpAsync(client, server), _answers is null ? PumpAsync(server, client) : PumpAnswersAsync(_answers, server, client));
        }
        catch (Exception exception) when (Acceptor.IsLost(exception))
        {
            // Either side ended: so does the other, below.
        }
        finally
        {
            _pairs.TryRemove(client, out _);
        }
    }

    private async Task PumpAnswersAsync(DelayedPump answers, Socket from, Socket to)
    {
        try
        {
            await answers.RunAsync(from, to, _stop.Token);
        }
        catch (Exception exception) when (Acceptor.IsLost(exception))
        {
            // As below.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                var open = _open.Task;
                if (!open.IsCompleted)
                {
                    Held?.Invoke();
                }

                await open.WaitAsync(_stop.Token);
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
                }
            }
        }
        catch (Exception exception) when (Acceptor.IsLost(exception))
        {
            // The other direction is ended by whoever waits for this one.
        }
    }
}
