using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>Consecutive events of one log on their way to a gateway.</summary>
[GenerateSerializer, Immutable, Alias("realtime.envelope")]
public sealed class Envelope
{
    /// <summary>The log.</summary>
    [Id(0)]
    public required ChannelKey Channel { get; init; }

    /// <summary>The epoch of the offsets.</summary>
    [Id(1)]
    public required long Epoch { get; init; }

    /// <summary>The events, at least one, offsets ascending without a gap.</summary>
    [Id(2)]
    public required ChannelEvent[] Events { get; init; }

    /// <summary>The bytes this envelope holds, which every bound counts.</summary>
    public int SizeBytes
    {
        get
        {
            var size = 128;
            foreach (var channelEvent in Events)
            {
                size += channelEvent.SizeBytes;
            }

            return size;
        }
    }
}
