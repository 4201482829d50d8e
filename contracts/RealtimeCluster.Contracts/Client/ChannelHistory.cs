using System.Collections;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>A piece of a channel's history, offsets ascending.</summary>
/// <param name="events">The events.</param>
/// <param name="position">The end of the log when it was read.</param>
/// <param name="isComplete">Whether none is missing.</param>
public sealed class ChannelHistory(IReadOnlyList<HistoryEvent> events, StreamPosition position, bool isComplete) : IReadOnlyList<HistoryEvent>
{
    /// <summary>The epoch of the log, and the offset of its last event when the history was read.</summary>
    public StreamPosition Position { get; } = position;

    /// <summary>
    /// Whether none of the events that were asked for is missing up to the last one here. Not when some are no longer kept, nor when
    /// the piece begins before a new epoch: events may have been lost between the epochs.
    /// </summary>
    public bool IsComplete { get; } = isComplete;

    /// <inheritdoc />
    public int Count => events.Count;

    /// <inheritdoc />
    public HistoryEvent this[int index] => events[index];

    /// <inheritdoc />
    public IEnumerator<HistoryEvent> GetEnumerator() => events.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
