using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>Has gateways that live keep copies of lost sessions.</summary>
internal sealed partial class LostSessionKeeper(IGatewayClient gateways, TimeProvider time, ILogger<LostSessionKeeper> logger)
{
    /// <summary>The time between two looks at what is not copied yet.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A gateway that does not answer by then is no place for copies, and will be declared dead soon.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The gateways that live.</summary>
    public IReadOnlyList<SiloAddress> Live => gateways.GetLive();

    /// <summary>Gives the keeper all that it does not have, batch by batch.</summary>
    /// <param name="copies">What it has.</param>
    /// <param name="next">Takes the next batch.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task KeepAsync(LostSessionCopies copies, Func<LostSession[]> next, CancellationToken cancellationToken)
    {
        while (next() is { Length: > 0 } batch && copies.Keeper is { } keeper && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await gateways.Get(keeper).KeepSessionsAsync(new LostSessionBatch { Kept = batch }).WaitAsync(Patience, time, cancellationToken))
                {
                    copies.OnKept(batch);
                    continue;
                }

                Log.SessionsNotKept(logger, keeper, batch.Length, null);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.SessionsNotKept(logger, keeper, batch.Length, exception);
            }

            // Another one in the next round.
            copies.Reject();
            return;
        }
    }

    /// <summary>Has every gateway let go of its copies; a former activation of the shard may have chosen another keeper.</summary>
    /// <param name="ended">The sessions.</param>
    public Task ForgetAsync(EndedSession[] ended)
    {
        var batch = new LostSessionBatch { Ended = ended };
        return Task.WhenAll(gateways.GetLive().Select(async gateway =>
        {
            try
            {
                await gateways.Get(gateway).KeepSessionsAsync(batch).WaitAsync(Patience, time);
            }
            catch (Exception exception)
            {
                Log.CopiesNotForgotten(logger, gateway, ended.Length, exception);
            }
        }));
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionsNotKept, LogLevel.Information, "Gateway {Gateway} did not take copies of {SessionCount} sessions whose gateway is gone; another one is asked.")]
        public static partial void SessionsNotKept(ILogger logger, SiloAddress gateway, int sessionCount, Exception? exception);

        [LoggerMessage(LogEvents.CopiesNotForgotten, LogLevel.Information, "Gateway {Gateway} did not let go of its copies of {SessionCount} sessions; they expire there.")]
        public static partial void CopiesNotForgotten(ILogger logger, SiloAddress gateway, int sessionCount, Exception exception);
    }
}
