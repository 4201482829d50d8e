namespace RealtimeCluster.Contracts.Channels;

/// <summary>A position as a client carries it: short, so it names its epoch by a tag.</summary>
/// <param name="EpochTag">See <see cref="TagOf"/>.</param>
/// <param name="Offset">The last event the client has.</param>
[GenerateSerializer, Immutable, Alias("realtime.client-position")]
public readonly record struct ClientPosition([property: Id(0)] int EpochTag, [property: Id(1)] long Offset)
{
    /// <summary>How many bits of an epoch a tag keeps.</summary>
    public const int TagBits = 24;

    /// <summary>The position as a client carries it.</summary>
    /// <param name="position">A position.</param>
    public static ClientPosition Of(StreamPosition position) => new(TagOf(position.Epoch), position.Offset);

    /// <summary>The tag of an epoch: of two epochs of one log they are equal once in sixteen million times.</summary>
    /// <param name="epoch">The epoch.</param>
    public static int TagOf(long epoch) => (int)(((ulong)epoch * 0x9E3779B97F4A7C15ul) >> (64 - TagBits));
}
