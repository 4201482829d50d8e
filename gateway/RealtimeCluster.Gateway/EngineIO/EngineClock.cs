using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>
/// The one timer behind all heartbeats and deadlines, and the end of all sessions when the host stops.
/// </summary>
internal sealed partial class EngineClock(
    EngineServers servers,
    TimeProvider timeProvider,
    IHostApplicationLifetime lifetime,
    ILogger<EngineClock> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The web server waits for its connections before it stops, so they must go as soon as stopping begins.
        using var onStopping = lifetime.ApplicationStopping.Register(servers.BeginClose);
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
