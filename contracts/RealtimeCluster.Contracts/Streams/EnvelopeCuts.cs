using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>Cuts envelopes, so that no message to a gateway is large for more than one event.</summary>
/// <remarks>
/// Pure. Consecutive events are simply cut: the pieces are envelopes of their own. What must act at one moment, resumptions with what was missed and joins with
/// their old messages, is cut into parts that its gateway puts together again before it acts.
/// </remarks>
public static class EnvelopeCuts
{
    /// <summary>Bytes at which a piece is full; one larger event travels alone.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Cuts an envelope.</summary>
    /// <param name="envelope">A whole one.</param>
    /// <param name="maxBytes">Bytes at which a piece is full.</param>
    /// <returns>The pieces in order; the envelope itself if it is small enough.</returns>
    public static IReadOnlyList<Envelope> Cut(Envelope envelope, long maxBytes = MaxBytes)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (envelope.SizeBytes <= maxBytes)
        {
            return [envelope];
        }

        var pieces = new List<Piece> { new() };
        var isWhole = envelope.Resumptions.Length > 0 || envelope.Replay.Length > 0 || envelope.Rewind.Length > 0;
        Array.ForEach(envelope.Replay, missed => Room(pieces, missed.SizeBytes, maxBytes).Replay.Add(missed));
        Array.ForEach(envelope.Rewind, message => Room(pieces, message.SizeBytes, maxBytes).Rewind.Add(message));
        Array.ForEach(envelope.Resumptions, resumption => Room(pieces, resumption.SizeBytes, maxBytes).Resumptions.Add(resumption));
        Array.ForEach(envelope.Events, channelEvent => Room(pieces, channelEvent.SizeBytes, maxBytes).Events.Add(channelEvent));
        if (pieces.Count == 1)
        {
            return [envelope];
        }

        var cut = new Envelope[pieces.Count];
        var lastOffset = envelope.Events.Length == 0 ? envelope.LastOffset : envelope.Events[0].Offset - 1;
        for (var i = 0; i < cut.Length; i++)
        {
            lastOffset = i == cut.Length - 1 ? envelope.LastOffset : pieces[i].Events is [.., var last] ? last.Offset : lastOffset;
            cut[i] = ToEnvelope(envelope, pieces[i], lastOffset, isWhole ? i + 1 : 0, isWhole ? cut.Length : 0);
        }

        return cut;
    }

    private static Piece Room(List<Piece> pieces, long bytes, long maxBytes)
    {
        var last = pieces[^1];
        if (last.SizeBytes > Envelope.OverheadBytes && last.SizeBytes + bytes > maxBytes)
        {
            pieces.Add(last = new Piece());
        }

        last.SizeBytes += bytes;
        return last;
    }

    private static Envelope ToEnvelope(Envelope whole, Piece piece, long lastOffset, int number, int count)
    {
        var envelope = new Envelope
        {
            Channel = whole.Channel,
            Epoch = whole.Epoch,
            Term = whole.Term,
            Events = [.. piece.Events],
            LastOffset = lastOffset,
            IsFill = whole.IsFill,
            Resumptions = [.. piece.Resumptions],
            Replay = [.. piece.Replay],
            Rewind = [.. piece.Rewind],
            PartNumber = number,
            PartCount = count,
        };
        if (whole.Traces is null || piece.Events.Count == 0)
        {
            return envelope;
        }

        EventTrace[] traces = [.. whole.Traces.Where(trace => trace.Offset >= piece.Events[0].Offset && trace.Offset <= piece.Events[^1].Offset)];
        return envelope.WithTraces(traces.Length == 0 ? null : traces);
    }

    private sealed class Piece
    {
        public List<ChannelEvent> Replay { get; } = [];

        public List<ChannelEvent> Rewind { get; } = [];

        public List<Resumption> Resumptions { get; } = [];

        public List<ChannelEvent> Events { get; } = [];

        public long SizeBytes { get; set; } = Envelope.OverheadBytes;
    }
}
