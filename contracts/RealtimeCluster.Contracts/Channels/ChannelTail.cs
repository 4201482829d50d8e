using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>The tail of a log: its last events, bounded in count, bytes and age. Owners and gateways each keep one.</summary>
/// <remarks>
/// Not thread-safe. Offsets in it are dense. The oldest events go first when a bound is passed; a single event larger than
/// the bound in bytes is not kept. Events that clients do not see have a bound of their own, <see cref="InvisibleShare"/> times that of the
/// others, and carry no payload: a hundred thousand members who are resumed at once must not push out what they came back for.
/// </remarks>
/// <param name="maxEventCount">Most visible events kept.</param>
/// <param name="maxBytes">Most bytes kept of visible events.</param>
/// <param name="maxAge">How long an event is kept.</param>
/// <param name="time">The clock.</param>
public sealed class ChannelTail(int maxEventCount, long maxBytes, TimeSpan maxAge, TimeProvider time)
{
    /// <summary>How many times the bytes of visible events those of the others may take.</summary>
    public const int InvisibleShare = 8;

    private const int MinCompactedCount = 64;

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, ChannelEvent> _keys = new(StringComparer.Ordinal);
    private int _start;
    private int _visibleCount;
    private long _visibleBytes;
    private Dictionary<string, ChannelEvent>? _leaves;
    private long _lastLost;
    private long _bytes;

    /// <summary>How many events are kept.</summary>
    public int Count => _entries.Count - _start;

    /// <summary>How many bytes are kept, after what is too old is let go of.</summary>
    public long SizeBytes
    {
        get
        {
            Trim();
            return _bytes;
        }
    }

    /// <summary>The last event that clients see and that is no longer kept; 0 when there is none.</summary>
    public long LastLostOffset => _lastLost;

    /// <summary>Keeps an event.</summary>
    /// <param name="channelEvent">The event that follows the last one kept.</param>
    public void Append(ChannelEvent channelEvent)
    {
        ArgumentNullException.ThrowIfNull(channelEvent);
        _entries.Add(new Entry(channelEvent, time.GetTimestamp()));
        _bytes += channelEvent.SizeBytes;
        _visibleCount += channelEvent.IsVisible ? 1 : 0;
        _visibleBytes += channelEvent.IsVisible ? channelEvent.SizeBytes : 0;
        if (channelEvent is { Kind: ChannelEventKind.Left, Generation: > 0, ConnectionId: { } leaver })
        {
            (_leaves ??= new Dictionary<string, ChannelEvent>(StringComparer.Ordinal))[leaver] = channelEvent;
        }

        if (channelEvent.DeduplicationKey is { } key)
        {
            _keys[key] = channelEvent;
        }

        Trim();
    }

    /// <summary>The tail of a log that did not start here: nothing is known of what came before.</summary>
    /// <param name="offset">The last offset before the first event to be kept.</param>
    public void StartAfter(long offset) => _lastLost = offset;

    /// <summary>What clients have not seen after an offset, among events they do not see.</summary>
    /// <param name="offset">The last offset the asker has.</param>
    /// <param name="lastOffset">The log's last offset.</param>
    /// <param name="events">The events kept after <paramref name="offset"/>: of the visible ones all.</param>
    /// <returns><see langword="false"/> when visible ones are no longer kept, or the offset was never given.</returns>
    public bool TryGetAfter(long offset, long lastOffset, out ChannelEvent[] events)
    {
        var covers = Covers(offset, lastOffset);
        events = covers && Count > 0 && offset < lastOffset ? From(Math.Max(offset + 1, FirstOffset)) : [];
        return covers;
    }

    /// <summary>Every event after an offset, seen by clients or not.</summary>
    /// <param name="offset">The last offset the asker has.</param>
    /// <param name="lastOffset">The log's last offset.</param>
    /// <param name="events">All events from <paramref name="offset"/> + 1 to <paramref name="lastOffset"/>.</param>
    /// <returns><see langword="false"/> when some of them are no longer kept, or the offset was never given.</returns>
    public bool TryGetDense(long offset, long lastOffset, out ChannelEvent[] events)
    {
        Trim();
        events = [];
        if (offset >= lastOffset)
        {
            return offset == lastOffset;
        }

        if (Count == 0 || FirstOffset > offset + 1)
        {
            return false;
        }

        events = From(offset + 1);
        return true;
    }

    /// <summary>Whether all that clients see after an offset is kept.</summary>
    /// <param name="offset">The last offset the asker has.</param>
    /// <param name="lastOffset">The log's last offset.</param>
    public bool Covers(long offset, long lastOffset)
    {
        Trim();
        return offset <= lastOffset && offset >= _lastLost;
    }

    /// <summary>The first offset of what is kept, or where it would begin.</summary>
    /// <param name="lastOffset">The log's last offset.</param>
    public long StartOffset(long lastOffset) => Count == 0 ? lastOffset + 1 : FirstOffset;

    /// <summary>What is kept of a run of offsets. Nothing is trimmed: who was told what is kept may read it.</summary>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The last offset.</param>
    public ChannelEvent[] Slice(long from, long to) => Count == 0
        ? []
        : [.. From(Math.Clamp(from, FirstOffset, FirstOffset + Count)).TakeWhile(channelEvent => channelEvent.Offset <= to)];

    /// <summary>Everything kept, oldest first.</summary>
    public ChannelEvent[] ToArray()
    {
        Trim();
        return Count == 0 ? [] : From(FirstOffset);
    }

    /// <summary>The last messages before a place in a log.</summary>
    /// <param name="events">Events in order.</param>
    /// <param name="before">The offset they lie before.</param>
    /// <param name="count">The most messages to return.</param>
    public static ChannelEvent[] LastMessages(IEnumerable<ChannelEvent> events, long before, int count) =>
        [.. events.Where(channelEvent => channelEvent.Kind == ChannelEventKind.Message && channelEvent.Offset < before).TakeLast(count)];

    /// <summary>Finds the last event that was published with a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="published">The event.</param>
    public bool TryFindKey(string key, [NotNullWhen(true)] out ChannelEvent? published) => _keys.TryGetValue(key, out published);

    /// <summary>Whether a leave of a connection that had been taken over is kept.</summary>
    public bool HasLeaves => _leaves is not null;

    /// <summary>Finds the last leave of a connection that had been taken over before.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">How often it had been.</param>
    public bool TryFindLeave(string connectionId, out int generation)
    {
        generation = _leaves is not null && _leaves.TryGetValue(connectionId, out var left) ? left.Generation : 0;
        return generation > 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _entries.Clear();
        _keys.Clear();
        _start = 0;
        _visibleCount = 0;
        _visibleBytes = 0;
        _leaves = null;
        _lastLost = 0;
        _bytes = 0;
    }

    /// <summary>Lets go of what is too old. Appending does so too; a log that is quiet needs to be asked.</summary>
    public void Trim()
    {
        while (Count > 0 && _entries[_start] is var oldest
            && (_visibleCount > maxEventCount || _visibleBytes > maxBytes || _bytes - _visibleBytes > maxBytes * InvisibleShare || time.GetElapsedTime(oldest.Timestamp) > maxAge))
        {
            _entries[_start++] = default;
            _bytes -= oldest.Event.SizeBytes;
            if (oldest.Event.IsVisible)
            {
                _visibleCount--;
                _visibleBytes -= oldest.Event.SizeBytes;
                // Of a tail that goes on in a new numbering what lies before it is lost, kept or not.
                _lastLost = Math.Max(_lastLost, oldest.Event.Offset);
            }

            if (oldest.Event.DeduplicationKey is { } key && _keys.TryGetValue(key, out var published) && ReferenceEquals(published, oldest.Event))
            {
                _keys.Remove(key);
            }

            if (_leaves is not null && oldest.Event is { Kind: ChannelEventKind.Left, ConnectionId: { } leaver }
                && _leaves.TryGetValue(leaver, out var left) && ReferenceEquals(left, oldest.Event))
            {
                _leaves.Remove(leaver);
                _leaves = _leaves.Count == 0 ? null : _leaves;
            }
        }

        if (_start >= MinCompactedCount && _start * 2 > _entries.Count)
        {
            _entries.RemoveRange(0, _start);
            _start = 0;
        }
        else if (Count == 0 && _start > 0)
        {
            _entries.Clear();
            _start = 0;
        }
    }

    private long FirstOffset => _entries[_start].Event.Offset;

    private ChannelEvent[] From(long offset)
    {
        var skipped = (int)(offset - FirstOffset);
        var events = new ChannelEvent[Count - skipped];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = _entries[_start + skipped + i].Event;
        }

        return events;
    }

    private readonly record struct Entry(ChannelEvent Event, long Timestamp);
}
