using Orleans.Services;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>What a gateway answers the rest of the cluster. Addressed by its silo address, so only that life of it answers.</summary>
public interface IGatewayService : IGrainService
{
    /// <summary>What it holds of a log, for an owner that has just started. From then on it heeds no owner with a lower term.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks.</param>
    /// <param name="needsEvents">Whether it needs what was acknowledged and what was seen of former lives; not if a predecessor has handed it over.</param>
    /// <returns><see langword="null"/> when it holds nothing.</returns>
    [Alias("DescribeLog")]
    Task<GatewayAssertion?> DescribeLogAsync(ChannelKey channel, long term, bool needsEvents);

    /// <summary>What it has of a log's tail. What it described stays readable a while: only age takes it away.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The last offset.</param>
    /// <returns>Dense; shorter at its beginning when that is kept no more.</returns>
    [Alias("ReadTail")]
    Task<ChannelEvent[]> ReadTailAsync(ChannelKey channel, long from, long to);

    /// <summary>The sessions it holds, and those of gateways that are gone which it keeps, for a shard that has just started.</summary>
    /// <param name="shard">The shard.</param>
    [Alias("DescribeSessions")]
    Task<SessionRecord[]> DescribeSessionsAsync(int shard);

    /// <summary>
    /// Another gateway goes on with a connection: closes its transport if that is still open, and answers when all that the
    /// client had sent through here has been applied.
    /// </summary>
    /// <remarks>An attempt to go on with it that is still under way here ends too. What is as new as the claim, or newer, stays.</remarks>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">The generation that was claimed.</param>
    [Alias("YieldConnection")]
    Task YieldConnectionAsync(string connectionId, int generation);

    /// <summary>Keeps copies of sessions whose gateway is gone, and tells of them as of its own, until their time is over.</summary>
    /// <param name="batch">What to keep, and what no more.</param>
    /// <returns>Whether there was room.</returns>
    [Alias("KeepSessions")]
    Task<bool> KeepSessionsAsync(LostSessionBatch batch);

    /// <summary>Sends one event to a connection it has.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="environment">The environment it must be of.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The value of <c>message</c>.</param>
    /// <returns>Whether it has the connection.</returns>
    [Alias("SendToConnection")]
    Task<bool> SendToConnectionAsync(string connectionId, string environment, string eventName, Payload payload);

    /// <summary>Ends a connection it has for good, live or away. Answers when it cannot be resumed any more.</summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="environment">The environment it must be of.</param>
    /// <param name="reason">What its client is told.</param>
    /// <returns>Whether it had the connection.</returns>
    [Alias("EndConnection")]
    Task<bool> EndConnectionAsync(string connectionId, string environment, string reason);

    /// <summary>Ends the connections it has of a user, like <see cref="EndConnectionAsync"/>.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="userId">The user.</param>
    /// <param name="reason">What their clients are told.</param>
    /// <returns>How many there were.</returns>
    [Alias("EndUser")]
    Task<int> EndUserAsync(string environment, string userId, string reason);

    /// <summary>Tells it of revoked credentials. Where it lacks some before them it asks for all of them soon.</summary>
    /// <param name="revocations">The revocations.</param>
    [Alias("Revoke")]
    Task RevokeAsync(RevocationList revocations);
}
