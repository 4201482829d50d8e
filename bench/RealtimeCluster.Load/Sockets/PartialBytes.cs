using System.Buffers;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Bytes kept until the rest comes, in a pooled buffer that is given back when they are consumed.</summary>
internal sealed class PartialBytes
{
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _end < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (Length + bytes.Length) * 2));
            Span.CopyTo(larger);
            var length = Length;
            Return();
            _buffer = larger;
            _start = 0;
            _end = length;
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    public void Clear()
    {
        Return();
        _buffer = [];
        _start = 0;
        _end = 0;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
