using System.Buffers;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>
/// The bytes of one unfinished packet. Grows with what arrives, never with what a header claims, and holds pooled memory
/// only between <see cref="Rent"/> and <see cref="Return"/>.
/// </summary>
internal sealed class InboundBuffer(InboundMemory memory, int maxBytes, TimeSpan patience)
{
    private byte[] _array = [];
    private int _length;
    private long _reservedBytes;

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    public Memory<byte> Free => _array.AsMemory(_length);

    public bool IsOverLimit => _length > maxBytes;

    public void Rent()
    {
        if (_array.Length == 0)
        {
            _array = ArrayPool<byte>.Shared.Rent(InboundMemory.FreeBytes);
        }
    }

    public void Advance(int count) => _length += count;

    /// <summary>Makes room behind what was written. Null when there is room, else why the session must end.</summary>
    public async ValueTask<DisconnectReason?> TryGrowAsync(CancellationToken cancellationToken)
    {
        if (_length < _array.Length)
        {
            return null;
        }

        if (_length >= maxBytes)
        {
            return DisconnectReason.PacketTooLarge;
        }

        var size = (int)Math.Min(_array.Length * 2L, maxBytes + 1L);
        if (!await memory.ReserveAsync(size, patience, cancellationToken).ConfigureAwait(false))
        {
            return DisconnectReason.InboundMemoryFull;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _array.AsSpan(0, _length).CopyTo(larger);
        var previous = _reservedBytes;
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
        _reservedBytes = size;
        Release(previous);
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
        Release(_reservedBytes);
        _reservedBytes = 0;
    }

    private void Release(long bytes)
    {
        if (bytes > 0)
        {
            memory.Release(bytes);
        }
    }
}
