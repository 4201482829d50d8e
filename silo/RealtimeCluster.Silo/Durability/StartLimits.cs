using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace RealtimeCluster.Silo.Durability;

/// <summary>How long an owner or shard may take to start.</summary>
/// <remarks>
/// Orleans gives an activation up after <see cref="GrainCollectionOptions.ActivationTimeout"/> (30 s), and then starts another one. So all waits
/// of a start together end earlier: first the other nodes are asked, then storage is read and its record is marked as in use. Of thousands that start
/// together only so many ask at one time as are answered at once: a node that is asked by all of them would seem silent to all of them, and
/// a log whose gateways are silent cannot prove how it stands.
/// </remarks>
internal sealed class StartLimits(IOptions<GrainCollectionOptions> collection, IOptions<DurabilityOptions> durability, TimeProvider time) : IDisposable
{
    private const int MaxConcurrentAsks = 512;

    private readonly SemaphoreSlim _asks = new(MaxConcurrentAsks);
    private readonly TimeSpan _limit = LimitOf(collection.Value);

    /// <summary>How long the two calls to storage may take together; nothing when nothing is stored.</summary>
    public TimeSpan ForStorage { get; } = durability.Value.Enabled == true ? durability.Value.StartTimeout * 2 : TimeSpan.Zero;

    /// <summary>How long a whole start may take.</summary>
    public static TimeSpan LimitOf(GrainCollectionOptions options) => options.ActivationTimeout * 0.8;

    /// <summary>A start begins.</summary>
    /// <param name="abandoned">Set by Orleans when it gives the activation up.</param>
    public StartDeadline Begin(CancellationToken abandoned) => new(time, time.GetTimestamp(), _limit, abandoned);

    /// <summary>Waits in line to ask other nodes.</summary>
    /// <param name="deadline">Until when the asking must be done.</param>
    /// <returns>To be disposed of when the answers are there.</returns>
    /// <exception cref="TimeoutException">There was no place in time: the start must be tried again.</exception>
    public async Task<IDisposable> EnterAsync(StartDeadline deadline) => await _asks.WaitAsync(deadline.Left, deadline.Abandoned)
        ? new Place(_asks)
        : throw new TimeoutException("Too many owners start at once on this silo.");

    public void Dispose() => _asks.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
