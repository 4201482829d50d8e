using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Lets a client go on with the connection it had, here or on another gateway.</summary>
/// <remarks>
/// The birth of a connection as <see cref="RealtimeApplication"/> describes it, with the logs in the place of the start, since each of them says from where the
/// connection receives it, and a confirmation in the place of the first save. First the session becomes this gateway's, so that of two who claim it one is second; then the gateway that had it, or was about to, lets go, so that
/// nothing the client sent there comes after what it sends here; then the owner of each log hands over, and its stream brings what
/// was missed; last the claim is confirmed. Whoever claims a session later wins: the older attempt is ended where it can be found, owners refuse it,
/// and it is not confirmed. If anything of that is refused, the client gets a fresh connection and its former one is over. If it is not answered in time,
/// nothing is known: the transport is closed, and the session waits for the client's next try.
/// </remarks>
internal sealed partial class ConnectionResumer(
    ConnectionServices services,
    SessionStore sessions,
    ResumeAttempts attempts,
    UplinkRegistry uplinks,
    IGatewayClient gateways,
    ISiloStatusOracle silos,
    IOptions<RecoveryOptions> options,
    IOptions<PacketLimitsOptions> limits,
    RecoveryTimes times,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ConnectionResumer> logger)
{
    private const int AskCount = 4;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Resumes a connection.</summary>
    /// <param name="request">What the client shows.</param>
    /// <param name="grant">What it is allowed now.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone: then it may come back once more.</param>
    public async Task<ResumeOutcome> ResumeAsync(ResumeRequest request, ConnectionGrant grant, CancellationToken cancellationToken)
    {
        // Not given up with the client: a claim that was made has somebody who answers for it.
        var (isAnswered, takeover) = await AskShardAsync(() => sessions.TakeOverAsync(request, grant.Environment, grant.UserId), request.ConnectionId, CancellationToken.None);
        if (!isAnswered)
        {
            metrics.ConnectionResumed("unanswered");
            return ResumeOutcome.Unanswered;
        }

        if (takeover is null)
        {
            metrics.ConnectionResumed("unknown");
            Log.SessionUnknown(logger, request.ConnectionId);
            return ResumeOutcome.NotResumable;
        }

        var connection = CreateConnection(takeover.Record, request, grant);
        if (attempts.TryBegin(connection) is not { } attempt)
        {
            metrics.ConnectionResumed("superseded");
            return ResumeOutcome.Superseded;
        }

        try
        {
            return await ResumeAsync(attempt, takeover, request, cancellationToken);
        }
        finally
        {
            attempts.End(attempt);
        }
    }

    private async Task<ResumeOutcome> ResumeAsync(ResumeAttempt attempt, SessionTakeover takeover, ResumeRequest request, CancellationToken cancellationToken)
    {
        var connection = attempt.Connection;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(attempt.Superseded, cancellationToken);

        // Claimed in any case: a connection that is given up gives back what was claimed for it.
        var attached = services.Attachments.ClaimAsync(connection, ended.Token);
        await YieldAsync(connection, takeover.Former, attempt.Superseded);
        var isResumed = await TryTakeOverLogsAsync(attempt, takeover.Record, request, attached, ended.Token);
        if (isResumed == true)
        {
            isResumed = await IsConfirmedAsync(connection, ended.Token);
            if (isResumed == false)
            {
                attempt.Supersede();
            }
        }

        // Whoever was disconnected meanwhile has no session any more.
        if (isResumed == true && !ended.IsCancellationRequested && connection is { IsOver: false, Session: not null })
        {
            metrics.ConnectionResumed("resumed");
            return new ResumeOutcome(connection);
        }

        return GiveUp(attempt, isAnswered: isResumed is not null, cancellationToken);
    }

    private ResumeOutcome GiveUp(ResumeAttempt attempt, bool isAnswered, CancellationToken cancellationToken)
    {
        var connection = attempt.Connection;
        services.Registry.Unregister(connection);
        if (attempt.IsSuperseded || (connection.IsOver && !connection.HasLeft))
        {
            metrics.ConnectionResumed("superseded");
            Log.ResumeSuperseded(logger, connection.Id, attempt.Generation);
            _ = connection.YieldAsync(isSilent: true);
            return ResumeOutcome.Superseded;
        }

        if (cancellationToken.IsCancellationRequested && connection.Session is not null)
        {
            // As any other whose client is gone, it may come back.
            metrics.ConnectionResumed("cut");
            connection.OnDisconnected(DisconnectReason.TransportLost);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!isAnswered && connection is { IsOver: false, Session: not null })
        {
            metrics.ConnectionResumed("unanswered");
            connection.OnDisconnected(DisconnectReason.TransportLost);
            return ResumeOutcome.Unanswered;
        }

        metrics.ConnectionResumed("refused");
        connection.End(isAnywhere: true);
        return ResumeOutcome.NotResumable;
    }

    // A shard whose silo died answers when another silo has it, which is soon.
    private async Task<(bool IsAnswered, T? Answer)> AskShardAsync<T>(Func<Task<T>> ask, string connectionId, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return (true, await ask().WaitAsync(times.Resume, time, cancellationToken));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.ResumeFailed(logger, connectionId, exception);
                if (time.GetElapsedTime(start) > times.Resume)
                {
                    return (false, default);
                }
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    // Null when nobody says so, or nobody waits for it any more.
    private async Task<bool?> IsConfirmedAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Session is not { } session)
        {
            return null;
        }

        try
        {
            var (isAnswered, isConfirmed) = await AskShardAsync(() => sessions.ConfirmAsync(session), connection.Id, cancellationToken);
            return isAnswered ? isConfirmed : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private Connection CreateConnection(SessionRecord record, ResumeRequest request, ConnectionGrant grant)
    {
        var session = new Session(record.ConnectionId, record.Secret, record.Generation)
        {
            BroadcastStart = record.BroadcastStart,
            UserStart = record.UserStart,
            IsKnown = true,
        };
        var held = new HeldEvents(record.ConnectionId, request.Positions, GetLogs(record).Select(static log => log.Key), options.Value.MaxMissedBytes, limits.Value.MaxAttachmentCount);
        var connection = new Connection(record.ConnectionId, grant, services, session, held) { Profile = record.Profile, MayRepeatProfile = true };
        for (var i = 0; i < record.Channels.Length; i++)
        {
            connection.Channels.Add(ChannelKey.ForChannel(record.Environment, record.Channels[i]), uplinks.LastSequence, record.JoinOf(i));
        }

        return connection;
    }

    // Null when it is not known, since not all owners have answered, or nobody waits for it any more.
    private async Task<bool?> TryTakeOverLogsAsync(
        ResumeAttempt attempt, SessionRecord record, ResumeRequest request, Task attached, CancellationToken cancellationToken)
    {
        var connection = attempt.Connection;
        var logs = GetLogs(record).ToArray();
        var number = connection.Held!.Attempt;
        try
        {
            await attached;
            cancellationToken.ThrowIfCancellationRequested();

            // Before it has a client, unlike a new one: what the logs hand over finds it by its id.
            services.Registry.Register(connection);
            if (logs.Select(static log => PositionToken.ToText(PositionToken.Name(log.Key))).Distinct().Count() != logs.Length)
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

                Array.ForEach(logs, log => Ask(attempt, log.Key, CreateCommand(log.Key, log.Joined, record, request, number)));
                if (await IsAnsweredAsync(connection, cancellationToken))
                {
                    return await connection.Resumed;
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.ResumeFailed(logger, connection.Id, exception);
            return null;
        }
    }

    private void Ask(ResumeAttempt attempt, ChannelKey log, ChannelCommand resume) => uplinks.Enqueue(log, resume, (result, _) =>
    {
        if (result.Outcome == CommandOutcome.Superseded)
        {
            attempt.Supersede();
        }
        else if (result.Outcome != CommandOutcome.Applied)
        {
            Log.NotResumable(logger, attempt.Connection.Id, log);
            attempt.Connection.OnResumed(isResumed: false);
        }
    });

    // What an owner hands over while this gateway misses events before it is not taken; it is asked for again. A log that has come
    // is not taken twice.
    private async Task<bool> IsAnsweredAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Resumed.WaitAsync(times.Resume / AskCount, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static ChannelCommand CreateCommand(ChannelKey log, StreamPosition joined, SessionRecord record, ResumeRequest request, long attempt) => new()
    {
        Kind = ChannelCommandKind.Resume,
        ConnectionId = record.ConnectionId,
        Payload = record.Profile,
        Attempt = attempt,
        Generation = record.Generation,
        Position = request.Positions.TryGetValue(PositionToken.ToText(PositionToken.Name(log)), out var shown) ? shown : null,
        Joined = joined == default ? null : ClientPosition.Of(joined),
    };

    private static IEnumerable<(ChannelKey Key, StreamPosition Joined)> GetLogs(SessionRecord record)
    {
        yield return (ChannelKey.ForBroadcast(record.Environment), record.BroadcastStart);
        if (record.UserId is { } userId)
        {
            yield return (ChannelKey.ForUser(record.Environment, userId), record.UserStart);
        }

        for (var i = 0; i < record.Channels.Length; i++)
        {
            yield return (ChannelKey.ForChannel(record.Environment, record.Channels[i]), record.JoinOf(i));
        }
    }

    private async Task YieldAsync(Connection connection, GatewayId former, CancellationToken cancellationToken)
    {
        // Unknown: it was a gateway before the whole cluster was stopped.
        if (silos.GetApproximateSiloStatus(former.Address) is SiloStatus.Dead or SiloStatus.None)
        {
            return;
        }

        try
        {
            await gateways.Get(former.Address).YieldConnectionAsync(connection.Id, connection.Generation).WaitAsync(times.Yield, time, cancellationToken);
        }
        catch (Exception exception)
        {
            // It is about to be declared dead, or hangs: what it still sends for this connection the owners no longer take.
            Log.YieldFailed(logger, former, connection.Id, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.ResumeFailed, LogLevel.Debug, "Connection {ConnectionId} was not resumed.")]
        public static partial void ResumeFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(LogEvents.ResumeSuperseded, LogLevel.Debug, "Connection {ConnectionId} was not resumed: attempt {Generation} is not the last one.")]
        public static partial void ResumeSuperseded(ILogger logger, string connectionId, int generation);

        [LoggerMessage(LogEvents.SessionUnknown, LogLevel.Debug, "Connection {ConnectionId} was not resumed: no session of that id and secret is known.")]
        public static partial void SessionUnknown(ILogger logger, string connectionId);

        [LoggerMessage(LogEvents.LogNotResumable, LogLevel.Debug, "Connection {ConnectionId} was not resumed: what it missed in {Log} is not kept, or its position is of another log.")]
        public static partial void NotResumable(ILogger logger, string connectionId, ChannelKey log);

        [LoggerMessage(LogEvents.YieldFailed, LogLevel.Information, "Gateway {Gateway} did not let go of connection {ConnectionId}; it is taken over all the same.")]
        public static partial void YieldFailed(ILogger logger, GatewayId gateway, string connectionId, Exception exception);
    }
}
