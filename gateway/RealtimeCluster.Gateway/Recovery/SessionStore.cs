using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Keeps a second copy of this gateway's sessions on the silos.</summary>
internal sealed class SessionStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SessionShardWriter[] _writers;
    private readonly IGrainFactory _grains;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;

    public SessionStore(
        IGrainFactory grains,
        ILocalSiloDetails self,
        IHostApplicationLifetime lifetime,
        GatewayMetrics metrics,
        TimeProvider time,
        ILogger<SessionShardWriter> logger)
    {
        (_grains, _metrics, _time) = (grains, metrics, time);
        Gateway = new GatewayId(self.SiloAddress);
        _writers = [.. Enumerable.Range(0, SessionShards.Count).Select(shard =>
            new SessionShardWriter(() => grains.GetGrain<ISessionShardGrain>(shard), Gateway, time, logger, lifetime.ApplicationStopped))];
    }

    /// <summary>This gateway.</summary>
    public GatewayId Gateway { get; }

    /// <summary>Writes a connection's session as it is now. A connection that cannot be resumed has none.</summary>
    /// <returns>Completes when the second copy exists.</returns>
    public Task SaveAsync(Connection connection) => connection.Session is null
        ? Task.CompletedTask
        : _writers[SessionShards.Of(connection.Id)].Save(connection);

    /// <summary>
    /// Waits until the second copy exists, but not forever: a client is better served without one than not at all, and the copy is made
    /// when the silos answer again.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Cancelled when its client is gone.</param>
    public async Task SaveWithinPatienceAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(connection).WaitAsync(Patience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _metrics.SessionUnsaved();
        }
    }

    /// <summary>
    /// A silo is gone: the shards it had learn at once what this gateway holds, not when a session changes. Else nobody would know of
    /// these sessions should this gateway be the next to go.
    /// </summary>
    /// <param name="connections">All connections of this gateway that can be resumed.</param>
    public void SaveAll(IEnumerable<Connection> connections)
    {
        foreach (var connection in connections)
        {
            if (!connection.IsOver)
            {
                _ = SaveAsync(connection);
            }
        }
    }

    /// <summary>A session is over.</summary>
    public void End(Session session) => _ = EndAsync(session);

    /// <summary>A session is over; waits until nobody can claim it any more, but not forever.</summary>
    /// <param name="session">The session.</param>
    public async Task EndWithinPatienceAsync(Session session)
    {
        try
        {
            await EndAsync(session).WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            _metrics.SessionUnsaved();
        }
    }

    /// <summary>Claims a session for this gateway.</summary>
    public Task<SessionTakeover?> TakeOverAsync(ResumeRequest request, string environment, string? userId) =>
        _grains.GetGrain<ISessionShardGrain>(SessionShards.Of(request.ConnectionId)).TakeOverAsync(
            new SessionClaim(request.ConnectionId, request.Secret, environment, userId, Gateway));

    private Task EndAsync(Session session) =>
        _writers[SessionShards.Of(session.ConnectionId)].End(new EndedSession(session.ConnectionId, session.Generation));
}
