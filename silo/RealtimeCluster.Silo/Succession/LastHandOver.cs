using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Succession;

/// <summary>While the owners and shards of a silo that stops end, brings their successors to life on other silos.</summary>
/// <remarks>
/// Background services have stopped by then. Without it a successor starts when a client happens to speak, or when the gateways hear that this silo is
/// gone, all at the same moment; and what only this silo knew would be lost with it.
/// </remarks>
internal sealed partial class LastHandOver(
    SuccessorWaker waker,
    IEnumerable<IPredecessors> predecessors,
    IOwnerClient owners,
    ISiloStatusOracle silos,
    TimeProvider time,
    ILogger<LastHandOver> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How long a silo that stops waits for heirs; the gateways tell those that come later what they hold.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly IPredecessors[] _predecessors = [.. predecessors];

    public void Participate(ISiloLifecycle observer) => observer.Subscribe<LastHandOver>(
        ServiceLifecycleStage.GrainDeactivation,
        static _ => Task.CompletedTask,
        token => HasHeirs() ? RunAsync(token) : Task.CompletedTask);

    /// <summary>Wakes successors until all that ended here have one, or the limit is over.</summary>
    /// <param name="cancellationToken">Breaks it off.</param>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (!either.IsCancellationRequested)
            {
                var isLast = Array.TrueForAll(_predecessors, static kind => !kind.AnyLiving);
                if (await waker.WakeAllAsync(either.Token) == 0 && isLast)
                {
                    return;
                }

                await Task.Delay(Interval, time, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What has no heir by now is found by the gateways, or is written to storage.
            Log.HeirsMissing(logger, _predecessors.Sum(static kind => kind.FindUnclaimed().Count), Limit);
        }
    }

    private bool HasHeirs() => owners.GetLive().Any(silo => silos.GetApproximateSiloStatus(silo) == SiloStatus.Active && !silo.Equals(silos.SiloAddress));

    private static partial class Log
    {
        [LoggerMessage(LogEvents.HeirsMissing, LogLevel.Warning, "{OwnerCount} owners and shards of this silo, which stops, have no successor after {Limit}; gateways will tell theirs what they hold.")]
        public static partial void HeirsMissing(ILogger logger, int ownerCount, TimeSpan limit);
    }
}
