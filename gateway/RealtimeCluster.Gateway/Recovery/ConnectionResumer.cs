using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Lets a client go on with the connection it had, here or on another gateway.</summary>
/// <remarks>
/// First the session becomes this gateway's, so that of two who claim it one is second; then the gateway that had it lets go, so that
/// nothing the client sent there comes after what it sends here; then the owner of each log hands over, and its stream brings what
/// was missed. If any of that cannot be proven, the client gets a fresh connection and its former one is over.
/// </remarks>
internal sealed partial class ConnectionResumer(
    ConnectionServices services,
    SessionStore sessions,
    UplinkRegistry uplinks,
    IGatewayClient gateways,
    ISiloStatusOracle silos,
    IOptions<LimitsOptions> limits,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ConnectionResumer> logger)
{
    private const int AskCount = 4;

    // Longer than it takes the cluster to replace an owner that died, in all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskPatience = Patience / AskCount;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan YieldPatience = TimeSpan.FromSeconds(4);

    /// <summary>Resumes a connection.</summary>
    /// <param name="request">What the client shows.</param>
    /// <param name="grant">What it is allowed now.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <returns><see langword="null"/> when it cannot be resumed.</returns>
    public async Task<Connection?> TryResumeAsync(ResumeRequest request, ConnectionGrant grant, CancellationToken cancellationToken)
    {
        var takeover = await TryClaimAsync(request, grant, cancellationToken);
        if (takeover is null)
        {
            metrics.ConnectionResumed("unknown");
            Log.SessionUnknown(logger, request.ConnectionId);
            return null;
        }

        await YieldAsync(takeover.Record.ConnectionId, takeover.Former);
        var connection = CreateConnection(takeover.Record, request, grant);

        // Whoever was disconnected meanwhile has no session any more.
        if (await TryTakeOverLogsAsync(connection, takeover.Record, request, cancellationToken) && connection.Session is not null)
        {
            metrics.ConnectionResumed("resumed");
            return connection;
        }

        metrics.ConnectionResumed("refused");
        Abandon(connection);
        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    // A shard whose silo died answers when another silo has it, which is soon.
    private async Task<SessionTakeover?> TryClaimAsync(ResumeRequest request, ConnectionGrant grant, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await sessions.TakeOverAsync(request, grant.Environment, grant.UserId).WaitAsync(Patience, time, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.ResumeFailed(logger, request.ConnectionId, exception);
                if (time.GetElapsedTime(start) > Patience)
                {
                    return null;
                }
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    private Connection CreateConnection(SessionRecord record, ResumeRequest request, ConnectionGrant grant)
    {
        var session = new Session(record.ConnectionId, record.Secret, record.Generation)
        {
            BroadcastStart = record.BroadcastStart,
            UserStart = record.UserStart,
        };
        var held = new HeldEvents(record.ConnectionId, request.Positions, GetLogs(record), limits.Value.MaxOutboundBytes);
        var connection = new Connection(record.ConnectionId, grant, services, session, held) { Profile = record.Profile, MayRepeatProfile = true };
        foreach (var name in record.Channels)
        {
            connection.Channels.Add(ChannelKey.ForChannel(record.Environment, name));
        }

        return connection;
    }

    private async Task<bool> TryTakeOverLogsAsync(Connection connection, SessionRecord record, ResumeRequest request, CancellationToken cancellationToken)
    {
        var logs = GetLogs(record).ToArray();
        var attempt = connection.Held!.Attempt;
        services.Registry.Register(connection);
        try
        {
            // Claimed in any case: a connection that is given up gives back what was claimed for it.
            await services.Attachments.ClaimAsync(connection, cancellationToken);
            if (logs.Select(static log => PositionToken.ToText(PositionToken.Name(log))).Distinct().Count() != logs.Length)
            {
                // Two of its logs have one name, so its positions say nothing.
                return false;
            }

            for (var i = 0; i < AskCount && !connection.IsOver; i++)
            {
                if (i > 0)
                {
                    metrics.ResumeAskedAgain();
                }

                Array.ForEach(logs, log => Ask(connection, log, CreateCommand(log, record, request, attempt)));
                if (await IsAnsweredAsync(connection, cancellationToken))
                {
                    return await connection.Resumed;
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.ResumeFailed(logger, connection.Id, exception);
            return false;
        }
    }

    private void Ask(Connection connection, ChannelKey log, ChannelCommand resume) => uplinks.Enqueue(log, resume, (result, _) =>
    {
        if (result.Outcome != CommandOutcome.Applied)
        {
            Log.NotResumable(logger, connection.Id, log);
            connection.OnResumed(isResumed: false);
        }
    });

    // What an owner hands over while this gateway misses events before it is not taken; it is asked for again. A log that has come
    // is not taken twice.
    private async Task<bool> IsAnsweredAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Resumed.WaitAsync(AskPatience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static ChannelCommand CreateCommand(ChannelKey log, SessionRecord record, ResumeRequest request, long attempt)
    {
        ClientPosition? start = log.Kind switch
        {
            ChannelKind.Broadcast => ClientPosition.Of(record.BroadcastStart),
            ChannelKind.User => ClientPosition.Of(record.UserStart),
            _ => null,
        };
        return new ChannelCommand
        {
            Kind = ChannelCommandKind.Resume,
            ConnectionId = record.ConnectionId,
            Payload = record.Profile,
            Attempt = attempt,
            Position = request.Positions.TryGetValue(PositionToken.ToText(PositionToken.Name(log)), out var shown) ? shown : start,
        };
    }

    private static IEnumerable<ChannelKey> GetLogs(SessionRecord record)
    {
        yield return ChannelKey.ForBroadcast(record.Environment);
        if (record.UserId is { } userId)
        {
            yield return ChannelKey.ForUser(record.Environment, userId);
        }

        foreach (var name in record.Channels)
        {
            yield return ChannelKey.ForChannel(record.Environment, name);
        }
    }

    private void Abandon(Connection connection)
    {
        services.Registry.Unregister(connection);
        connection.Abandon();
    }

    private async Task YieldAsync(string connectionId, GatewayId former)
    {
        // Unknown: it was a gateway before the whole cluster was stopped.
        if (silos.GetApproximateSiloStatus(former.Address) is SiloStatus.Dead or SiloStatus.None)
        {
            return;
        }

        try
        {
            await gateways.Get(former.Address).YieldConnectionAsync(connectionId).WaitAsync(YieldPatience, time);
        }
        catch (Exception exception)
        {
            // It is about to be declared dead, or hangs: what it still sends for this connection the owners no longer take.
            Log.YieldFailed(logger, former, connectionId, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.ResumeFailed, LogLevel.Debug, "Connection {ConnectionId} was not resumed.")]
        public static partial void ResumeFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(LogEvents.SessionUnknown, LogLevel.Debug, "Connection {ConnectionId} was not resumed: no session of that id and secret is known.")]
        public static partial void SessionUnknown(ILogger logger, string connectionId);

        [LoggerMessage(LogEvents.LogNotResumable, LogLevel.Debug, "Connection {ConnectionId} was not resumed: what it missed in {Log} is not kept, or its position is of another log.")]
        public static partial void NotResumable(ILogger logger, string connectionId, ChannelKey log);

        [LoggerMessage(LogEvents.YieldFailed, LogLevel.Information, "Gateway {Gateway} did not let go of connection {ConnectionId}; it is taken over all the same.")]
        public static partial void YieldFailed(ILogger logger, GatewayId gateway, string connectionId, Exception exception);
    }
}
