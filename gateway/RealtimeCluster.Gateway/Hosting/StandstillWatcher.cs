using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Has those told who wait for owners that do not answer.</summary>
internal sealed partial class StandstillWatcher(UplinkRegistry uplinks, TimeProvider time, ILogger<StandstillWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (uplinks.NoticeStandstills() is > 0 and var count)
                {
                    Log.Told(logger, count);
                }
            }
            catch (Exception exception)
            {
                Log.LookFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.StandstillTold, LogLevel.Warning, "Owners of logs do not answer; {SenderCount} senders whose commands wait for them were told.")]
        public static partial void Told(ILogger logger, int senderCount);

        [LoggerMessage(LogEvents.StandstillLookFailed, LogLevel.Error, "Looking for owners that do not answer failed; it is tried again.")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
