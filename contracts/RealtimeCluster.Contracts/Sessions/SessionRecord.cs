using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>What another gateway needs to go on with a client's connection.</summary>
/// <remarks>
/// Written before a client is let in and before a join of it goes out, so it never knows of fewer channels than the client is in.
/// How far the client is says the client itself; only where it started and joined is here.
/// </remarks>
[GenerateSerializer, Immutable, Alias("realtime.session-record")]
public sealed record SessionRecord
{
    /// <summary>The connection's id.</summary>
    [Id(0)]
    public required string ConnectionId { get; init; }

    /// <summary>What proves that a client is the one: random, known to it and to the cluster only.</summary>
    [Id(1)]
    public required string Secret { get; init; }

    /// <summary>The environment's id.</summary>
    [Id(2)]
    public required string Environment { get; init; }

    /// <summary>The user, if it has one.</summary>
    [Id(3)]
    public string? UserId { get; init; }

    /// <summary>The gateway that holds it.</summary>
    [Id(4)]
    public required GatewayId Gateway { get; init; }

    /// <summary>How often it was taken over.</summary>
    [Id(5)]
    public int Generation { get; init; }

    /// <summary>The canonical names of its channels, in the order of joining.</summary>
    [Id(6)]
    public string[] Channels { get; init; } = [];

    /// <summary>The environment's broadcast when it connected.</summary>
    [Id(7)]
    public StreamPosition BroadcastStart { get; init; }

    /// <summary>The user's channel when it connected.</summary>
    [Id(8)]
    public StreamPosition UserStart { get; init; }

    /// <summary>What it shows in channels.</summary>
    [Id(9)]
    public Payload? Profile { get; init; }

    /// <summary>
    /// The position of the join of each of <see cref="Channels"/>, in their order, as far as it is known: the default value, or a list that ends
    /// before it, where it is not.
    /// </summary>
    [Id(10)]
    public StreamPosition[] Joins { get; init; } = [];

    /// <summary>About how many bytes it takes, which every bound counts.</summary>
    public long SizeBytes => 256 + (Profile?.SizeBytes ?? 0) + Channels.Sum(static name => 24L + name.Length);

    /// <summary>The position of a join; the default value where it is not known.</summary>
    /// <param name="index">The channel's place.</param>
    public StreamPosition JoinOf(int index) => index < Joins.Length ? Joins[index] : default;
}
