using System.Buffers;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>
/// The bytes of one unfinished packet. Grows with what arrives, never with what a header claims, and holds pooled memory
/// only between <see cref="Rent"/> and <see cref="Return"/>.
/// </summary>
internal sealed class InboundBuffer(EngineServer server)
{
    private readonly int _maxBytes = server.Limits.MaxFrameBytes;
    private byte[] _array = [];
    private int _length;
    private long _reservedBytes;
    private InboundClaim? _claim;

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    public Memory<byte> Free => _array.AsMemory(_length);

    public bool IsOverLimit => _length > _maxBytes;

    /// <summary>Whether it must grow before more fits in.</summary>
    public bool IsFull => _length == _array.Length;

    public void Rent()
    {
        if (_array.Length == 0)
        {
            _array = ArrayPool<byte>.Shared.Rent(InboundMemory.FreeBytes);
        }
    }

    public void Advance(int count)
    {
        _length += count;
        _claim?.Arrived(count);
    }

    /// <summary>Makes room behind what was written. Null when there is room, else why the session must end.</summary>
    /// <param name="claim">What it is counted for; the same each time.</param>
    /// <param name="progress">Learns that its sender is not the one who stands still.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<DisconnectReason?> GrowAsync(InboundClaim claim, IReadProgress progress, CancellationToken cancellationToken)
    {
        if (_length >= _maxBytes)
        {
            return DisconnectReason.PacketTooLarge;
        }

        var size = (int)Math.Min(_array.Length * 2L, _maxBytes + 1L);
        var reserving = claim.ReserveAsync(size - _reservedBytes, server.Options.ReceiveTimeout, cancellationToken);
        var refusal = reserving.IsCompletedSuccessfully ? reserving.Result : await WaitAsync(reserving, progress).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        _claim = claim;
        _reservedBytes = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _array.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
        return null;
    }

    public void Return()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }

        _length = 0;
        _claim?.Release(_reservedBytes);
        _reservedBytes = 0;
        _claim = null;
    }

    private async ValueTask<DisconnectReason?> WaitAsync(ValueTask<DisconnectReason?> reserving, IReadProgress progress)
    {
        // What its sender says meanwhile, its pong for instance, is not read either.
        var often = server.Options.PingTimeout / 3;
        var alive = server.TimeProvider.CreateTimer(static state => ((IReadProgress)state!).ReadMoved(), progress, often, often);
        await using (alive.ConfigureAwait(false))
        {
            return await reserving.ConfigureAwait(false);
        }
    }
}
