using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What waits to be written to one session, in order, bounded in bytes. Not thread-safe.</summary>
/// <remarks>
/// One message of any size is taken when nothing waits, so that the bound never forbids a permitted event. Room is made down to
/// three quarters of the bound at once, so that it costs each message a constant share.
/// </remarks>
internal sealed class OutboundQueue(int maxBytes)
{
    private const int KeptCapacity = 64;

    private OutboundMessage?[] _items = [];
    private int _head;
    private long _bytes;

    // Of what waits, from its beginning on.
    private long _missedBytes;

    public int Count { get; private set; }

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How room is made.</summary>
    public SlowConsumerPolicy Policy { get; set; }

    /// <summary>Adds a message, making room for it as the policy says.</summary>
    /// <param name="message">The message.</param>
    /// <param name="droppedCount">How many messages had to go for it.</param>
    /// <returns><see langword="false"/> when there is no room.</returns>
    public bool TryEnqueue(OutboundMessage message, out int droppedCount)
    {
        droppedCount = 0;
        if (IsFullFor(message))
        {
            var before = Count;
            MakeRoom(_missedBytes + Math.Max(0, (maxBytes / 4 * 3L) - message.SizeBytes), message);
            droppedCount = before - Count;
            if (IsFullFor(message))
            {
                return false;
            }
        }

        Enqueue(message);
        return true;
    }

    /// <summary>Adds what a client missed while it was gone, in front of which nothing but the protocol's own packets waits. The bound counts what comes on top of it.</summary>
    public void EnqueueMissed(OutboundMessage message)
    {
        Enqueue(message);
        _missedBytes = _bytes;
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
        _missedBytes = Math.Max(0, _missedBytes - message.SizeBytes);
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
            Dequeue().CopyTo(destination[written..]);
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
        _missedBytes = 0;
        Count = 0;
    }

    private bool IsFullFor(OutboundMessage message) => Count > 0 && _bytes - _missedBytes + message.SizeBytes > maxBytes;

    private void MakeRoom(long targetBytes, OutboundMessage newest)
    {
        switch (Policy)
        {
            case SlowConsumerPolicy.DropOldest:
                Keep(message => message.Subject is null || _bytes <= targetBytes);
                break;
            case SlowConsumerPolicy.Conflate:
                var counts = new Dictionary<object, int>();
                if (newest.Subject is { } subject)
                {
                    counts[subject] = 1;
                }

                for (var i = 0; i < Count; i++)
                {
                    if (At(i).Subject is { } waiting)
                    {
                        counts[waiting] = counts.GetValueOrDefault(waiting) + 1;
                    }
                }

                // From the oldest on: a message goes while a newer one of its subject follows.
                Keep(message => message.Subject is not { } waiting || --counts[waiting] == 0);
                break;
        }
    }

    private void Keep(Func<OutboundMessage, bool> isKept)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            var message = At(i);
            if (isKept(message))
            {
                _items[(_head + kept++) & (_items.Length - 1)] = message;
            }
            else
            {
                _bytes -= message.SizeBytes;
            }
        }

        for (var i = kept; i < Count; i++)
        {
            _items[(_head + i) & (_items.Length - 1)] = null;
        }

        Count = kept;
        _missedBytes = Math.Min(_missedBytes, _bytes);
    }

    private OutboundMessage At(int index) => _items[(_head + index) & (_items.Length - 1)]!;

    private void Grow()
    {
        var larger = new OutboundMessage?[Math.Max(4, _items.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = At(i);
        }

        _items = larger;
        _head = 0;
    }
}
