using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The one timer behind all heartbeats and deadlines.</summary>
internal sealed partial class EngineClock(
    EngineServers servers,
    TimeProvider timeProvider,
    ILogger<EngineClock> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(servers.TickInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                servers.Tick();
            }
            catch (Exception exception)
            {
                Log.EngineTickFailed(logger, exception);
            }
        }
    }
}
