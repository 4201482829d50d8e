using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>A WebSocket here that carries a session of another gateway.</summary>
internal sealed class EdgeRelay(Guid id, SiloAddress owner, IForwardingService service, EdgeRelays relays) : IPeerWebSocket, IWriteProgress
{
    private readonly TaskCompletionSource<WebSocketConnection> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<byte[]> _unfinished = [];
    private Task _writing = Task.CompletedTask;
    private WebSocketConnection? _connection;
    private volatile CancellationTokenSource? _writeDeadline;
    private volatile bool _isAborted;
    private volatile bool _isLetGo;
    private long _written;
    private long _read;

    public Guid Id => id;

    /// <summary>The gateway that owns the session.</summary>
    public SiloAddress Owner => owner;

    public async Task RunAsync(WebSocketConnection connection)
    {
        lock (_gate)
        {
            _connection = connection;
        }

        _accepted.TrySetResult(connection);
        relays.OnOpened();
        try
        {
            if (_isAborted)
            {
                connection.Abort();
            }

            var reading = new RelayReader(connection, HandOverAsync).RunAsync();
            await Task.WhenAny(reading, _ended.Task).ConfigureAwait(false);
            try
            {
                // Client and owner each answer the other's goodbye. Nothing may touch the connection after this method.
                await Task.WhenAll(reading, _ended.Task).WaitAsync(relays.GoodbyePatience, relays.TimeProvider).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                connection.Abort();
                await reading.ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
            {
                _connection = null;
            }

            relays.OnClosed();
        }
    }

    /// <summary>Writes what the owner sent, unless it is here already. Completes when the socket has taken it.</summary>
    public Task WriteAsync(RelayOutput output)
    {
        lock (_gate)
        {
            if (output.Sequence == _written + 1)
            {
                _written++;
                _writing = WriteCoreAsync(output);
            }
            else if (output.Sequence > _written)
            {
                _writing = Task.FromException(new IOException("What the owner wrote before is missing."));
            }

            return _writing;
        }
    }

    /// <summary>The owner is done with it.</summary>
    public void LetGo(bool isAborted)
    {
        _isLetGo = true;
        End(isAborted);
    }

    /// <summary>The owner is gone, or does not answer as it should.</summary>
    public void Abort() => End(isAborted: true);

    /// <summary>This gateway stops: the owner is to say goodbye.</summary>
    public void Drain() => Forget(service.DrainRelayAsync(id));

    public ValueTask DisposeAsync()
    {
        relays.Remove(this);
        if (!_isLetGo)
        {
            // It was never accepted, or the owner did not answer; if it lives, its session must not outlive the WebSocket.
            Forget(service.ReceiveAsync(new RelayInput(id, ++_read, [], new RelayEnd(IsClosed: false, CloseStatus: null))));
        }

        _accepted.TrySetCanceled();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> HandOverAsync(RelayPart[] parts, RelayEnd? end)
    {
        if (_ended.Task.IsCompleted)
        {
            // There is nobody to take it any more.
            return false;
        }

        var input = new RelayInput(id, ++_read, parts, end);
        try
        {
            ForwardingStatus status;
            while ((status = await service.ReceiveAsync(input).ConfigureAwait(false)) == ForwardingStatus.Pending)
            {
                input = input with { Parts = [], End = null };
            }

            if (status == ForwardingStatus.Done)
            {
                return true;
            }
        }
        catch (Exception exception)
        {
            relays.OnCallFailed(exception, owner);
        }

        Abort();
        return false;
    }

    private void End(bool isAborted)
    {
        lock (_gate)
        {
            if (isAborted)
            {
                _isAborted = true;
                _connection?.Abort();
            }
        }

        _accepted.TrySetCanceled();
        _ended.TrySetResult();
    }

    private async Task WriteCoreAsync(RelayOutput output)
    {
        // Before it is accepted there is nowhere to write to yet.
        var connection = await _accepted.Task.ConfigureAwait(false);
        if (!output.IsEnd)
        {
            _unfinished.Add(output.Bytes);
            return;
        }

        var frames = output.Bytes;
        if (_unfinished.Count > 0)
        {
            frames = [.. _unfinished.SelectMany(static part => part), .. output.Bytes];
            _unfinished.Clear();
        }

        var write = connection.WriteAsync(frames, this, CancellationToken.None);
        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
            return;
        }

        // The owner has only this gateway's word that the client takes what it gets.
        using var deadline = new CancellationTokenSource(relays.WriteTimeout, relays.TimeProvider);
        using var cut = deadline.Token.UnsafeRegister(static state => ((EdgeRelay)state!).Abort(), this);
        _writeDeadline = deadline;
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            _writeDeadline = null;
        }
    }

    // Called by a write that is not done, so the deadline is not disposed of.
    void IWriteProgress.OnWriteMoved() => _writeDeadline?.CancelAfter(relays.WriteTimeout);

    private static void Forget(Task call) => _ = call.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
