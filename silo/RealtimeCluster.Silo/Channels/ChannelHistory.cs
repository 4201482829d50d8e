using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Channels;

/// <summary>The tail of a channel's log: its last events, bounded in count, bytes and age.</summary>
/// <remarks>
/// Not thread-safe. Offsets in it are dense. The oldest events go first when a bound is passed; a single event larger than
/// the bound in bytes is not kept.
/// </remarks>
/// <param name="maxEventCount">Most events kept.</param>
/// <param name="maxBytes">Most bytes kept.</param>
/// <param name="maxAge">How long an event is kept.</param>
/// <param name="time">The clock.</param>
public sealed class ChannelHistory(int maxEventCount, long maxBytes, TimeSpan maxAge, TimeProvider time)
{
    private readonly Queue<(ChannelEvent Event, long Timestamp)> _events = new();
    private long _bytes;

    /// <summary>How many events are kept.</summary>
    public int Count => _events.Count;

    /// <summary>How many bytes are kept.</summary>
    public long SizeBytes => _bytes;

    /// <summary>Keeps an event.</summary>
    /// <param name="channelEvent">The event that follows the last one kept.</param>
    public void Append(ChannelEvent channelEvent)
    {
        ArgumentNullException.ThrowIfNull(channelEvent);
        _events.Enqueue((channelEvent, time.GetTimestamp()));
        _bytes += channelEvent.SizeBytes;
        Trim();
    }

    /// <summary>The events after an offset.</summary>
    /// <param name="offset">The last offset the asker has.</param>
    /// <param name="lastOffset">The log's last offset.</param>
    /// <param name="events">All events from <paramref name="offset"/> + 1 to <paramref name="lastOffset"/>.</param>
    /// <returns><see langword="false"/> when some of them are no longer kept.</returns>
    public bool TryGetAfter(long offset, long lastOffset, out ChannelEvent[] events)
    {
        Trim();
        events = [];
        if (offset >= lastOffset)
        {
            return offset == lastOffset;
        }

        if (_events.Count == 0 || _events.Peek().Event.Offset > offset + 1)
        {
            return false;
        }

        events = [.. _events.Select(static entry => entry.Event).Where(channelEvent => channelEvent.Offset > offset)];
        return true;
    }

    private void Trim()
    {
        while (_events.TryPeek(out var oldest)
            && (_events.Count > maxEventCount || _bytes > maxBytes || time.GetElapsedTime(oldest.Timestamp) > maxAge))
        {
            _events.Dequeue();
            _bytes -= oldest.Event.SizeBytes;
        }
    }
}
