using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Log;

/// <summary>Reads back what a log keeps.</summary>
public static class LogHistory
{
    /// <summary>A piece of the visible events.</summary>
    /// <param name="log">The log.</param>
    /// <param name="from">The first offset; <see langword="null"/> for the last events.</param>
    /// <param name="count">The most events to return.</param>
    public static HistoryPage Read(ChannelLog log, long? from, int count)
    {
        ArgumentNullException.ThrowIfNull(log);
        var visible = log.GetTail().Where(static channelEvent => channelEvent.IsVisible);
        ChannelEvent[] events = from is { } first
            ? [.. visible.Where(channelEvent => channelEvent.Offset >= first).Take(count)]
            : [.. visible.TakeLast(count)];

        // Of the last events all are here when there are as many as asked for, or there never were more.
        var start = from is { } asked ? Math.Max(asked, 1) : events.Length > 0 && events.Length == count ? events[0].Offset : 1;
        var isComplete = start > log.LastOffset || log.TryGetAfter(start - 1, out _);
        return new HistoryPage(events, new StreamPosition(log.Epoch, log.LastOffset), isComplete);
    }

    /// <summary>Adds to what an applied batch sends what its joins asked to get first.</summary>
    /// <param name="log">The log, right after the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="applied">What it did.</param>
    public static AppliedBatch AddRewinds(ChannelLog log, UplinkBatch batch, AppliedBatch applied)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(batch);
        if (applied.Outgoing.Count == 0 || !Array.Exists(batch.Commands, static command => command.Rewind > 0))
        {
            return applied;
        }

        ChannelEvent[] messages = [.. log.GetTail().Where(static channelEvent => channelEvent.Kind == ChannelEventKind.Message)];
        return applied with { Outgoing = [.. applied.Outgoing.Select(part => AddRewind(part, batch, messages))] };
    }

    private static Outgoing AddRewind(Outgoing part, UplinkBatch batch, ChannelEvent[] messages)
    {
        var (start, end) = (messages.Length, 0);
        foreach (var joined in part.Events)
        {
            if (joined is { Kind: ChannelEventKind.Joined, Rewind: > 0 } && joined.Batch?.Gateway == batch.Gateway)
            {
                while (end < messages.Length && messages[end].Offset < joined.Offset)
                {
                    end++;
                }

                start = Math.Min(start, Math.Max(0, end - joined.Rewind));
            }
        }

        return start >= end ? part : part with { Rewind = messages[start..end], ResumedOn = batch.Gateway };
    }
}
