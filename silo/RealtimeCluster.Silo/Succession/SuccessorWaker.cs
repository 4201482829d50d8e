using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Brings the successors of owners and shards to life that Orleans moved away from this silo.</summary>
/// <remarks>
/// A successor starts when somebody calls it. In a quiet channel nobody would: nobody would emit the leaves of a gateway that dies
/// meanwhile, and what was left here would be gone with this silo.
/// </remarks>
internal sealed partial class SuccessorWaker(IEnumerable<IPredecessors> predecessors, TimeProvider time, ILogger<SuccessorWaker> logger)
    : BackgroundService
{
    private const int MaxConcurrentCalls = 256;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Wakes all successors that are missed now.</summary>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>How many there were.</returns>
    internal async Task<int> WakeAllAsync(CancellationToken cancellationToken)
    {
        Func<Task>[] unclaimed = [.. predecessors.SelectMany(static kind => kind.FindUnclaimed())];
        await Parallel.ForEachAsync(
            unclaimed,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentCalls, CancellationToken = cancellationToken },
            WakeAsync);
        return unclaimed.Length;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WakeAllAsync(stoppingToken);
        }
    }

    private async ValueTask WakeAsync(Func<Task> wake, CancellationToken cancellationToken)
    {
        try
        {
            await wake().WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.WakeFailed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.WakeFailed, LogLevel.Information, "The successor of an owner that was moved did not start; it will be tried again.")]
        public static partial void WakeFailed(ILogger logger, Exception exception);
    }
}
