using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>Everything an owner knows, for the one that succeeds it while it still lives.</summary>
[GenerateSerializer, Immutable, Alias("realtime.log-estate")]
public sealed record LogEstate
{
    /// <summary>The epoch of the offsets.</summary>
    [Id(0)]
    public required long Epoch { get; init; }

    /// <summary>The term of the owner that hands over.</summary>
    [Id(1)]
    public required long Term { get; init; }

    /// <summary>The last offset it gave.</summary>
    [Id(2)]
    public required long LastOffset { get; init; }

    /// <summary>Its tail.</summary>
    [Id(3)]
    public required ChannelEvent[] Tail { get; init; }

    /// <summary>The last visible event that its tail no longer has.</summary>
    [Id(4)]
    public required long TailStartsAfter { get; init; }

    /// <summary>The members in the order of joining.</summary>
    [Id(5)]
    public required EstateMember[] Members { get; init; }

    /// <summary>The gateways it knew.</summary>
    [Id(6)]
    public required EstateGateway[] Gateways { get; init; }

    /// <summary>About how many bytes of events and profiles it holds.</summary>
    public long SizeBytes => Tail.Sum(static channelEvent => (long)channelEvent.SizeBytes) + Members.Sum(static member => 64L + (member.Profile?.SizeBytes ?? 0));
}
