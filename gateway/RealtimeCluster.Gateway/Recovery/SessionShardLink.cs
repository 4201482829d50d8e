using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Sends batches of sessions to one shard, each until the shard has it.</summary>
/// <remarks>
/// A batch that the shard answers each time with a fault of its own (<see cref="CallFaults"/>) is sent again session by session, and a session that still fails is
/// refused. Not thread-safe: one call at a time.
/// </remarks>
/// <param name="shard">Finds the shard.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of batches that fail.</param>
/// <param name="stopping">Ends the repeating.</param>
internal sealed partial class SessionShardLink(Func<ISessionShardGrain> shard, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // Found once: finding a grain reads attributes by reflection, and a storm of connects writes thousands of batches.
    private ISessionShardGrain? _shard;

    /// <summary>Sends batches, one after the other.</summary>
    /// <returns>Completes when the shard has them, but for the sessions that it names as unknown or that were refused; or when the node stops.</returns>
    public async Task<SessionShardReply> SendAsync(IReadOnlyList<SessionBatch> batches)
    {
        var reply = new SessionShardReply();
        foreach (var batch in batches)
        {
            if (!await TrySendAsync(batch, reply))
            {
                await SendOneByOneAsync(batch, reply);
            }
        }

        return reply;
    }

    private async Task SendOneByOneAsync(SessionBatch batch, SessionShardReply reply)
    {
        foreach (var (id, single) in batch.Singles())
        {
            if (!await TrySendAsync(single, reply))
            {
                reply.Refused.Add(id);
                Log.SessionRefused(logger, id);
            }
        }
    }

    /// <summary>Sends until the shard has it.</summary>
    /// <returns>False when it is given up.</returns>
    private async Task<bool> TrySendAsync(SessionBatch batch, SessionShardReply reply)
    {
        var faultCount = 0;
        for (var attempt = 1; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                _shard ??= shard();
                reply.Unknown.UnionWith(await _shard.SaveAsync(batch).WaitAsync(CallTimeout, time, stopping));
                return true;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                Log.SaveFailed(logger, batch.Saved.Length + batch.Changed.Length, attempt, exception);
                if (!CallFaults.IsWorthRepeating(exception, ref faultCount))
                {
                    return false;
                }

                await Task.Delay(RetryDelay, time);
            }
            catch (Exception)
            {
                // The node stops: nobody waits for the outcome any more.
                break;
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.SessionSaveFailed, LogLevel.Information, "{SessionCount} sessions were not saved at attempt {Attempt}.")]
        public static partial void SaveFailed(ILogger logger, int sessionCount, int attempt, Exception exception);

        [LoggerMessage(LogEvents.SessionRefused, LogLevel.Warning, "The session of connection {ConnectionId} cannot be saved. Should this gateway die before it changes again, its client does not recover.")]
        public static partial void SessionRefused(ILogger logger, string connectionId);
    }
}
