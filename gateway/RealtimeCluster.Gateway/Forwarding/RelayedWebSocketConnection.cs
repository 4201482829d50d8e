using System.Net.WebSockets;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>A WebSocket that another gateway has: what is written here goes there in order, one call in flight, and what came there is read here.</summary>
/// <remarks>A write completes when that gateway has written to its socket, so a slow client holds up its own session and nothing else.</remarks>
internal sealed class RelayedWebSocketConnection(Guid id, SiloAddress edge, IForwardingService service, int maxCallBytes)
    : WebSocketConnection, IDisposable
{
    private readonly RelayInbox _inbox = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly WriteTurn _turn = new();
    private long _sequence;

    /// <summary>The gateway that has the client's connection.</summary>
    public SiloAddress Edge { get; } = edge;

    public override CancellationToken Closed => _closed.Token;

    public override WebSocketCloseStatus? CloseStatus => _inbox.CloseStatus;

    public Task<bool> AcceptAsync(RelayInput input) => _inbox.AcceptAsync(input);

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer) => _inbox.ReceiveAsync(buffer);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token, cancellationToken);
        if (!_turn.TryTake())
        {
            await _turn.TakeAsync(stop.Token).ConfigureAwait(false);
        }

        try
        {
            stop.Token.ThrowIfCancellationRequested();
            do
            {
                // Copied, since the caller's bytes may be reused before a call that was given up has left this process.
                var part = frames[..Math.Min(frames.Length, maxCallBytes)].ToArray();
                frames = frames[part.Length..];
                await WritePartAsync(part, frames.IsEmpty, progress, stop.Token).ConfigureAwait(false);
            }
            while (!frames.IsEmpty);
        }
        catch
        {
            // The client has seen a part of the frames, or none: nothing can follow.
            Abort();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Abort()
    {
        Lose();
        _ = TellAsync(isAborted: true);
    }

    /// <summary>The session is done with it. Late calls, which a clock or a watcher may make, do no harm.</summary>
    public void Dispose() => Lose();

    /// <summary>The other gateway is gone.</summary>
    public void Lose()
    {
        _inbox.Fail();
        _closed.Cancel();
    }

    /// <summary>Tells the other gateway that the relay is over.</summary>
    public Task TellAsync(bool isAborted) => service.EndRelayAsync(id, isAborted).ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task WritePartAsync(byte[] part, bool isEnd, IWriteProgress? progress, CancellationToken cancellationToken)
    {
        var output = new RelayOutput(id, ++_sequence, part, isEnd);
        while (true)
        {
            var status = await service.WriteAsync(output).WaitAsync(cancellationToken).ConfigureAwait(false);

            // The other gateway cuts a WebSocket that takes nothing, so what is pending there moves.
            progress?.OnWriteMoved();
            switch (status)
            {
                case ForwardingStatus.Done:
                    return;
                case ForwardingStatus.Pending:
                    output = output with { Bytes = [] };
                    break;
                default:
                    throw new IOException("The other gateway has lost the WebSocket.");
            }
        }
    }
}
