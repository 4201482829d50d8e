using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Channels.Succession;

/// <summary>How long an owner or shard may take to start.</summary>
/// <remarks>
/// Orleans gives an activation up after <see cref="GrainCollectionOptions.ActivationTimeout"/> (30 s), and then starts another one. So all waits
/// of a start together end earlier: first the other nodes are asked, then storage is read and its record is marked as in use.
/// </remarks>
internal sealed class StartLimits(IOptions<GrainCollectionOptions> collection, IOptions<DurabilityOptions> durability, TimeProvider time)
{
    private readonly TimeSpan _limit = LimitOf(collection.Value);

    /// <summary>How long the two calls to storage may take together; nothing when nothing is stored.</summary>
    public TimeSpan ForStorage { get; } = durability.Value.Enabled == true ? durability.Value.StartTimeout * 2 : TimeSpan.Zero;

    /// <summary>How long a whole start may take.</summary>
    public static TimeSpan LimitOf(GrainCollectionOptions options) => options.ActivationTimeout * 0.8;

    /// <summary>A start begins.</summary>
    /// <param name="abandoned">Set by Orleans when it gives the activation up.</param>
    public StartDeadline Begin(CancellationToken abandoned) => new(time, time.GetTimestamp(), _limit, abandoned);
}
