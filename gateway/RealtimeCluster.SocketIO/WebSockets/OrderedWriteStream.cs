using System.Runtime.CompilerServices;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>
/// An upgraded connection with two writers: the WebSocket, which answers pings and broken frames itself, and the session,
/// which writes frames made before. Each write is one or more whole frames, and writes go out one after the other.
/// </summary>
/// <remarks>
/// The WebSocket writes every control frame with a single call, which is what makes whole writes the unit of order.
/// </remarks>
internal sealed class OrderedWriteStream(Stream inner) : Stream
{
    private readonly WriteTurn _turn = new();
    private CloseFrameWatch _watch;

    /// <summary>Whether an empty close frame was read, of which the WebSocket says that it has a status.</summary>
    public bool HasReadEmptyClose => _watch.HasSeenEmptyClose;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _watch.OnRead(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_turn.TryTake())
        {
            return WriteInTurnAsync(buffer, cancellationToken);
        }

        ValueTask write;
        try
        {
            write = inner.WriteAsync(buffer, cancellationToken);
        }
        catch
        {
            _turn.Release();
            throw;
        }

        if (write.IsCompletedSuccessfully)
        {
            _turn.Release();
            return write;
        }

        return FinishAsync(write);
    }

    /// <summary>Writes whole frames, long ones in parts that nothing comes between.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken) =>
        frames.Length <= IWriteProgress.PartBytes ? WriteAsync(frames, cancellationToken) : WritePartsAsync(frames, progress, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Every write is flushed by the stream below.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        await FinishAsync(inner.WriteAsync(buffer, cancellationToken)).ConfigureAwait(false);
    }

    private async ValueTask WritePartsAsync(ReadOnlyMemory<byte> frames, IWriteProgress? progress, CancellationToken cancellationToken)
    {
        if (!_turn.TryTake())
        {
            await _turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            while (!frames.IsEmpty)
            {
                var part = frames[..Math.Min(frames.Length, IWriteProgress.PartBytes)];
                frames = frames[part.Length..];
                await inner.WriteAsync(part, cancellationToken).ConfigureAwait(false);
                progress?.OnWriteMoved();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask FinishAsync(ValueTask write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
