using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>What waits to be written to one session, in order, bounded in bytes. Not thread-safe.</summary>
/// <remarks>One message of any size is taken when nothing waits, so that the bound never forbids a permitted event.</remarks>
internal sealed class OutboundQueue(int maxBytes)
{
    private const int KeptCapacity = 64;

    private OutboundMessage?[] _items = [];
    private int _head;
    private long _bytes;

    public int Count { get; private set; }

    public long Bytes => _bytes;

    public bool TryEnqueue(OutboundMessage message)
    {
        if (Count > 0 && _bytes + message.SizeBytes > maxBytes)
        {
            return false;
        }

        Enqueue(message);
        return true;
    }

    /// <summary>Adds what must not be refused: the protocol's own few packets.</summary>
    public void Enqueue(OutboundMessage message)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        _items[(_head + Count) & (_items.Length - 1)] = message;
        Count++;
        _bytes += message.SizeBytes;
    }

    public bool TryPeek([NotNullWhen(true)] out OutboundMessage? message)
    {
        message = Count > 0 ? _items[_head] : null;
        return message is not null;
    }

    public OutboundMessage Dequeue()
    {
        Debug.Assert(Count > 0, "Nothing waits.");
        var message = _items[_head]!;
        _items[_head] = null;
        _head = (_head + 1) & (_items.Length - 1);
        _bytes -= message.SizeBytes;
        if (--Count == 0 && _items.Length > KeptCapacity)
        {
            // A burst must not cost an idle session its high-water mark for good.
            _items = [];
            _head = 0;
        }

        return message;
    }

    /// <summary>Copies whole messages into <paramref name="destination"/> until the next one does not fit.</summary>
    public int Drain(Span<byte> destination)
    {
        var written = 0;
        while (TryPeek(out var message) && message.SizeBytes <= destination.Length - written)
        {
            Dequeue().Frames.Span.CopyTo(destination[written..]);
            written += message.SizeBytes;
        }

        return written;
    }

    public OutboundMessage[] TakeAll()
    {
        var all = new OutboundMessage[Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Dequeue();
        }

        return all;
    }

    public void Clear()
    {
        _items = [];
        _head = 0;
        _bytes = 0;
        Count = 0;
    }

    private void Grow()
    {
        var larger = new OutboundMessage?[Math.Max(4, _items.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _items[(_head + i) & (_items.Length - 1)];
        }

        _items = larger;
        _head = 0;
    }
}
