using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Keeps a second copy of this gateway's sessions on the silos.</summary>
internal sealed class SessionStore : IStandingLinks
{
    // Most connections in a row for one shard, so that the shards of a storm still share the work.
    private const int MaxInRow = 64;

    private readonly SessionShardWriter[] _writers;
    private readonly IGrainFactory _grains;
    private readonly GatewayMetrics _metrics;
    private readonly string _tag;
    private readonly Lock _row = new();
    private int _rowShard = Random.Shared.Next(SessionShards.Count);
    private int _rowCount;

    public SessionStore(
        IGrainFactory grains,
        ILocalSiloDetails self,
        IHostApplicationLifetime lifetime,
        GatewayMetrics metrics,
        RecoveryTimes times,
        TimeProvider time,
        ILogger<SessionShardLink> logger)
    {
        (_grains, _metrics) = (grains, metrics);
        _tag = ConnectionId.TagOf(self.SiloAddress);
        Gateway = new GatewayId(self.SiloAddress);
        _writers = [.. Enumerable.Range(0, SessionShards.Count).Select(shard =>
            new SessionShardWriter(
                new SessionShardLink(() => grains.GetGrain<ISessionShardGrain>(shard), time, logger, lifetime.ApplicationStopped), Gateway, times.Save, time))];
    }

    public string Kind => "sessions";

    public TimeSpan LongestStand => _writers.Max(static writer => writer.StandsFor);

    /// <summary>This gateway.</summary>
    public GatewayId Gateway { get; }

    /// <summary>
    /// The id of a new connection. Those that come while a batch leaves go to the same shard, where they leave in one call; else, and while a shard does not
    /// answer, the shards take turns.
    /// </summary>
    public string NewConnectionId()
    {
        lock (_row)
        {
            if (++_rowCount > MaxInRow || !_writers[_rowShard].IsGathering)
            {
                _rowShard = (_rowShard + 1) % SessionShards.Count;
                _rowCount = 1;
            }

            return ConnectionId.New(_tag, _rowShard);
        }
    }

    /// <summary>Writes a part of a connection's session as it is now. A connection that cannot be resumed has none.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="part">What changed.</param>
    public void Save(Connection connection, SessionPart part = default)
    {
        if (connection.Session is not null)
        {
            _ = _writers[SessionShards.Of(connection.Id)].Save(connection, part);
        }
    }

    /// <summary>Writes it like <see cref="Save"/>, but together with what else is to be written soon.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="part">What changed.</param>
    public void SaveAtLeisure(Connection connection, SessionPart part)
    {
        if (connection.Session is not null)
        {
            _writers[SessionShards.Of(connection.Id)].SaveAtLeisure(connection, part);
        }
    }

    /// <summary>
    /// Writes it like <see cref="Save"/> and waits until the second copy exists, but not longer than <see cref="RecoveryTimes.Save"/>: a client is
    /// better served without one than not at all, and the copy is made when the silos answer again.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="part">What changed.</param>
    /// <param name="cancellationToken">Cancelled when its client is gone; seen when the wait is over.</param>
    /// <returns>Whether there is a second copy, or need be none.</returns>
    public async Task<bool> SaveWithinPatienceAsync(Connection connection, SessionPart part, CancellationToken cancellationToken)
    {
        var isSaved = connection.Session is null || await _writers[SessionShards.Of(connection.Id)].Save(connection, part);
        if (!isSaved)
        {
            _metrics.SessionUnsaved();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return isSaved;
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
                Save(connection, SessionPart.Whole);
            }
        }
    }

    /// <summary>A session is over.</summary>
    public void End(Session session) => _ = EndAsync(session);

    /// <summary>A session is over; waits until nobody can claim it any more, but not forever.</summary>
    /// <param name="session">The session.</param>
    public async Task EndWithinPatienceAsync(Session session)
    {
        if (!await EndAsync(session))
        {
            _metrics.SessionUnsaved();
        }
    }

    /// <summary>Claims a session for this gateway.</summary>
    public Task<SessionTakeover?> TakeOverAsync(ResumeRequest request, string environment, string? userId) =>
        _grains.GetGrain<ISessionShardGrain>(SessionShards.Of(request.ConnectionId)).TakeOverAsync(
            new SessionClaim(request.ConnectionId, request.Secret, environment, userId, Gateway));

    /// <summary>Whether a claim of this gateway is still the last one of a session.</summary>
    public Task<bool> ConfirmAsync(Session session) =>
        _grains.GetGrain<ISessionShardGrain>(SessionShards.Of(session.ConnectionId)).ConfirmAsync(session.ConnectionId, session.Generation);

    private Task<bool> EndAsync(Session session) =>
        _writers[SessionShards.Of(session.ConnectionId)].End(new EndedSession(session.ConnectionId, session.Generation));
}
