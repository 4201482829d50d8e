using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Answers owners, session shards and other gateways, and does what servers want of connections that are here.</summary>
/// <remarks>Reentrant: it keeps no state of its own, and letting go of one connection must not make the others wait.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class GatewayService(
    GrainId grainId,
    Silo silo,
    ILoggerFactory loggerFactory,
    IHoldings holdings,
    UplinkRegistry uplinks,
    ConnectionRegistry connections,
    AwayConnections away,
    ResumeAttempts attempts,
    KeptSessions kept,
    SessionStore sessions,
    LocalConnections local,
    RevokedCredentials revoked,
    ILargeAnswers answers,
    RecoveryTimes times,
    TimeProvider time) : GrainService(grainId, silo, loggerFactory), IGatewayService
{
    public Task<GatewayAssertion?> DescribeLogAsync(ChannelKey channel, long term, bool needsEvents)
    {
        // First what was acknowledged: from then on no answer of the former owner counts that its successor does not hear of.
        var acknowledged = uplinks.Fence(channel, term);
        var assertion = Testimony.Of(holdings.Describe(channel, term), acknowledged);
        var answer = assertion is { IsEmpty: true, HeardTerm: 0 } && assertion.Term <= term ? null : needsEvents ? assertion : Testimony.WithoutEvents(assertion);
        return answers.GiveAsync(answer, answer?.SizeBytes ?? 0);
    }

    public Task<ChannelEvent[]> ReadTailAsync(ChannelKey channel, long from, long to)
    {
        var tail = holdings.ReadTail(channel, from, to);
        return answers.GiveAsync(tail, tail.Sum(static channelEvent => (long)channelEvent.SizeBytes));
    }

    public Task<SessionRecord[]> DescribeSessionsAsync(int shard)
    {
        SessionRecord[] held = [.. connections.All
            .Concat(away.Connections)
            .Concat(attempts.Connections)
            .Distinct()
            .Where(connection => SessionShards.Of(connection.Id) == shard && !connection.IsOver)
            .Select(connection => connection.Session?.Describe(connection, sessions.Gateway))
            .OfType<SessionRecord>()
            .Concat(kept.Describe(shard))];
        return answers.GiveAsync(held, held.Sum(static session => session.SizeBytes));
    }

    public Task YieldConnectionAsync(string connectionId, int generation)
    {
        attempts.EndOlder(connectionId, generation);
        var held = connections.TryGet(connectionId, out var live) ? live : away.Find(connectionId);

        // Whoever asks waits no longer either.
        return held?.Generation < generation ? held.YieldAsync().WaitAsync(times.Yield, time) : Task.CompletedTask;
    }

    public Task<bool> KeepSessionsAsync(LostSessionBatch batch) => Task.FromResult(kept.Take(batch));

    public Task<bool> SendToConnectionAsync(string connectionId, string environment, string eventName, Payload payload) =>
        Task.FromResult(local.TrySend(connectionId, environment, eventName, payload));

    public Task<bool> EndConnectionAsync(string connectionId, string environment, string reason) => local.EndAsync(connectionId, environment, reason);

    public Task<int> EndUserAsync(string environment, string userId, string reason) => local.EndUserAsync(environment, userId, reason);

    public Task RevokeAsync(RevocationList revocations)
    {
        revoked.Take(revocations);
        return Task.CompletedTask;
    }
}
