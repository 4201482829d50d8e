using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>Empties this process of sessions when its host stops, before anything else of it stops.</summary>
/// <remarks>The web server waits for its connections and the cluster for nobody, so both have to come after.</remarks>
internal sealed partial class EngineDrain(
    EngineServers servers,
    IEnumerable<IDrainParticipant> participants,
    IOptions<EngineIOOptions> options,
    TimeProvider time,
    ILogger<EngineDrain> logger) : IHostedLifecycleService
{
    private volatile bool _isDraining;

    /// <summary>Whether the host has been told to stop.</summary>
    public bool IsDraining => _isDraining;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        var (notice, spread) = (options.Value.DrainNotice, options.Value.DrainSpread);
        Log.DrainBegun(logger, servers.SessionCount, notice, spread);
        try
        {
            if (notice > TimeSpan.Zero)
            {
                await Task.Delay(notice, time, cancellationToken).ConfigureAwait(false);
            }

            foreach (var participant in participants)
            {
                participant.OnDrain();
            }

            if (spread > TimeSpan.Zero)
            {
                // Twice: one look at the deadlines may come late.
                var patience = spread + (2 * options.Value.CloseTimeout);
                await servers.CloseAllAsync(spread, cancellationToken).WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            Log.DrainCut(logger, servers.SessionCount);
        }
        finally
        {
            servers.BeginClose();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogEvents.DrainBegun, LogLevel.Information, "Stopping: {SessionCount} sessions are closed after {Notice}, over {Spread}.")]
        public static partial void DrainBegun(ILogger logger, int sessionCount, TimeSpan notice, TimeSpan spread);

        [LoggerMessage(LogEvents.DrainCut, LogLevel.Warning, "{SessionCount} sessions did not end in time and are cut.")]
        public static partial void DrainCut(ILogger logger, int sessionCount);
    }
}
