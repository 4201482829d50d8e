using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Empties this process of sessions: when its host stops, before anything else of it stops, or because somebody wants it empty.</summary>
/// <remarks>The web server waits for its connections and the cluster for nobody, so both have to come after. What was emptied stays so.</remarks>
internal sealed partial class EngineDrain(
    EngineServers servers,
    IEnumerable<IDrainParticipant> participants,
    IOptions<EngineIOOptions> options,
    TimeProvider time,
    ILogger<EngineDrain> logger) : IHostedLifecycleService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _hurry = new();
    private volatile Task? _drain;

    /// <summary>Whether it empties this process, or has.</summary>
    public bool IsDraining => _drain is not null;

    /// <summary>Starts to empty this process; more than once does nothing more.</summary>
    /// <returns>Completes when it is empty, or what is left was cut.</returns>
    public Task Begin()
    {
        lock (_lock)
        {
            return _drain ??= DrainAsync(_hurry.Token);
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var hurry = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _hurry);
        await Begin().ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _hurry.Dispose();

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        // Whoever begins it does not wait for those who are told.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
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

    private static partial class Log
    {
        [LoggerMessage(LogEvents.DrainBegun, LogLevel.Information, "Draining: {SessionCount} sessions are closed after {Notice}, over {Spread}.")]
        public static partial void DrainBegun(ILogger logger, int sessionCount, TimeSpan notice, TimeSpan spread);

        [LoggerMessage(LogEvents.DrainCut, LogLevel.Warning, "{SessionCount} sessions did not end in time and are cut.")]
        public static partial void DrainCut(ILogger logger, int sessionCount);
    }
}
