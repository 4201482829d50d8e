using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Looks for joins that never came, while there is a sign of any.</summary>
internal sealed partial class MissedJoinWatcher(MissedJoins joins, TimeProvider time, ILogger<MissedJoinWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        try
        {
            var (askedCount, endedCount) = joins.Look();
            if (askedCount > 0)
            {
                Log.JoinsMissed(logger, askedCount);
            }

            if (endedCount > 0)
            {
                Log.JoinersEnded(logger, endedCount);
            }
        }
        catch (Exception exception)
        {
            Log.LookFailed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.JoinsMissed, LogLevel.Warning, "Joins of {ChannelCount} channels did not come; their owners are asked for them.")]
        public static partial void JoinsMissed(ILogger logger, int channelCount);

        [LoggerMessage(LogEvents.JoinersEnded, LogLevel.Error, "The owners no longer have the joins of {ConnectionCount} connections, which begin afresh.")]
        public static partial void JoinersEnded(ILogger logger, int connectionCount);

        [LoggerMessage(LogEvents.JoinLookFailed, LogLevel.Error, "Looking for joins that did not come failed; it is tried again.")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
