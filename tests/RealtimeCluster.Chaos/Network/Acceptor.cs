using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.Chaos.Network;

/// <summary>Accepts TCP connections on a port of this machine, and lets each be served until it is stopped.</summary>
internal sealed class Acceptor : IAsyncDisposable
{
    private const int MaxConnections = 4096;
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly Func<Socket, Task> _serve;
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    /// <param name="serve">Serves one connection, and ends it; throws nothing.</param>
    public Acceptor(Func<Socket, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Whether an error is only the end of a connection, by either side or by this process.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsLost(Exception exception) => exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Accepts no more, and waits for those that are served; who serves them ends them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll([_accepting, .. _running.Keys]).WaitAsync(StopDeadline);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                if (_running.Count >= MaxConnections)
                {
                    client.Dispose();
                    continue;
                }

                var serving = _serve(client);
                _running.TryAdd(serving, 0);
                _ = serving.ContinueWith(ended => _running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception exception) when (IsLost(exception))
            {
                if (_stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }
}
