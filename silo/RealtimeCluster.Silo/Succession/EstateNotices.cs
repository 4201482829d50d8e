using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Tells all silos that an owner of this one leaves something that its successor has to look for, before that successor can start.</summary>
/// <remarks>
/// That is rare: an owner that ends although somebody is in its channel, in a cluster that does not change. Of many that end together the first one tells, and the others wait for
/// it; what was told counts for a while. Thread-safe.
/// </remarks>
internal sealed partial class EstateNotices(IOwnerClient owners, ClusterChanges changes, RecoveryTimes times, TimeProvider time, ILogger<EstateNotices> logger)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private Task? _telling;
    private long _begun;

    /// <summary>Completes when every silo knows, or was given the time to answer.</summary>
    public Task TellAsync()
    {
        lock (_lock)
        {
            // Half of the time for which a silo heeds it is left for what is told of now.
            if (_telling is null || time.GetElapsedTime(_begun) > times.Settled / 4)
            {
                (_telling, _begun) = (TellAllAsync(), time.GetTimestamp());
            }

            return _telling;
        }
    }

    private async Task TellAllAsync()
    {
        changes.Note();
        await Task.WhenAll(owners.GetLive().Select(TellAsync));
    }

    // A silo that does not answer for so long is declared dead, which is a change by itself.
    private async Task TellAsync(SiloAddress silo)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await owners.Get(silo).ExpectEstatesAsync().WaitAsync(times.Gather, time);
                return;
            }
            catch (Exception exception) when (!owners.GetLive().Contains(silo) || time.GetElapsedTime(begun) > times.Gather)
            {
                Log.NoticeFailed(logger, silo, exception);
                return;
            }
            catch (Exception)
            {
                await Task.Delay(RetryPause, time);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.NoticeFailed, LogLevel.Information, "Silo {Silo} did not answer when it was told that owners ended here which others may miss.")]
        public static partial void NoticeFailed(ILogger logger, SiloAddress silo, Exception exception);
    }
}
