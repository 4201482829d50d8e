using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>Consecutive events of one log on their way to a gateway.</summary>
/// <remarks>Written as <see cref="Wire.EnvelopeCodec"/> says.</remarks>
[Immutable, Alias("realtime.envelope")]
public sealed class Envelope
{
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

    /// <summary>What members that join in <see cref="Events"/> asked to get first.</summary>
    public Rewind[] Rewinds { get; init; } = [];

    /// <summary>Those of <see cref="Events"/> whose way is traced; <see langword="null"/> nearly always.</summary>
    public EventTrace[]? Traces { get; private set; }

    /// <summary>
    /// The envelope as it crosses the cluster, once somebody has encoded it. Not among <see cref="SizeBytes"/>, which must be the same when it leaves a
    /// queue as when it came: one that went to a gateway and waits for another takes up to twice that.
    /// </summary>
    internal byte[]? Encoded { get; set; }

    /// <summary>The bytes this envelope holds, which every bound counts.</summary>
    public int SizeBytes
    {
        get
        {
            var size = 128 + (64 * Resumptions.Length);
            foreach (var channelEvent in Events)
            {
                size += channelEvent.SizeBytes;
            }

            foreach (var channelEvent in Replay)
            {
                size += channelEvent.SizeBytes;
            }

            foreach (var rewind in Rewinds)
            {
                foreach (var channelEvent in rewind.Events)
                {
                    size += channelEvent.SizeBytes;
                }
            }

            return size;
        }
    }

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
}
