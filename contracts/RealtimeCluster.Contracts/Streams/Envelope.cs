using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>Consecutive events of one log on their way to a gateway.</summary>
/// <remarks>Written as <see cref="Wire.EnvelopeCodec"/> says.</remarks>
[Immutable, Alias("realtime.envelope")]
public sealed class Envelope
{
    /// <summary>What an envelope holds beside its contents.</summary>
    internal const int OverheadBytes = 128;

    /// <summary>The log.</summary>
    public required ChannelKey Channel { get; init; }

    /// <summary>The epoch of the offsets.</summary>
    public required long Epoch { get; init; }

    /// <summary>The events, offsets ascending without a gap; empty only beside <see cref="Resumptions"/>, or to announce an epoch.</summary>
    public required ChannelEvent[] Events { get; init; }

    /// <summary>The owner's term: a gateway heeds no owner with a lower one than it has heard of.</summary>
    public long Term { get; init; }

    /// <summary>
    /// Connections that this gateway takes over, after <see cref="Events"/>: these are then their returns, and those who return together
    /// see each other's.
    /// </summary>
    public Resumption[] Resumptions { get; init; } = [];

    /// <summary>What they may have missed: dense, up to the event before <see cref="Events"/>.</summary>
    public ChannelEvent[] Replay { get; init; } = [];

    /// <summary>The last offset of the log, this envelope included.</summary>
    public long LastOffset { get; init; }

    /// <summary>Sent because this gateway asked: what is missing before the events is lost for good.</summary>
    public bool IsFill { get; init; }

    /// <summary>
    /// The last messages before the joins in <see cref="Events"/>, once for all joiners that asked for any: each gets as many of those before its join as its
    /// join says.
    /// </summary>
    public ChannelEvent[] Rewind { get; init; } = [];

    /// <summary>
    /// Which part this is of an envelope that was cut, see <see cref="EnvelopeCuts"/>; from 1 to <see cref="PartCount"/>. 0 for a whole one.
    /// </summary>
    public int PartNumber { get; init; }

    /// <summary>How many parts there are; 0 for a whole envelope.</summary>
    public int PartCount { get; init; }

    /// <summary>Those of <see cref="Events"/> whose way is traced; <see langword="null"/> nearly always.</summary>
    public EventTrace[]? Traces { get; private set; }

    /// <summary>
    /// The envelope as it crosses the cluster, once somebody has encoded it. Not among <see cref="SizeBytes"/>, which must be the same when it leaves a
    /// queue as when it came: one that went to a gateway and waits for another takes up to twice that.
    /// </summary>
    internal byte[]? Encoded { get; set; }

    /// <summary>The bytes this envelope holds, which every bound counts.</summary>
    public long SizeBytes
    {
        get
        {
            var size = OverheadBytes + SumOf(Events) + SumOf(Replay) + SumOf(Rewind);
            foreach (var resumption in Resumptions)
            {
                size += resumption.SizeBytes;
            }

            return size;
        }
    }

    /// <summary>What is sent instead of an envelope that cannot be: it says up to where there is something that did not come.</summary>
    public Envelope ToGap() => new()
    {
        Channel = Channel,
        Epoch = Epoch,
        Term = Term,
        Events = [],
        LastOffset = LastOffset,
        IsFill = IsFill,
    };

    /// <summary>The same envelope, with the spans that its traced events have come to.</summary>
    /// <param name="traces">The events and their spans; <see langword="null"/> changes nothing.</param>
    public Envelope WithTraces(EventTrace[]? traces)
    {
        if (traces is null)
        {
            return this;
        }

        var traced = (Envelope)MemberwiseClone();
        traced.Traces = traces;
        traced.Encoded = null;
        return traced;
    }

    private static long SumOf(ChannelEvent[] events)
    {
        var size = 0L;
        foreach (var channelEvent in events)
        {
            size += channelEvent.SizeBytes;
        }

        return size;
    }
}
