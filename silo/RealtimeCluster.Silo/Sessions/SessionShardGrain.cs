using Orleans.Placement;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels.Succession;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>
/// Gives a <see cref="SessionDirectory"/> an address. A new activation asks the gateways what they hold, and the silos for a former
/// one that still lives; if nobody knows any session it looks into storage.
/// </summary>
[GrainType("realtime.session-shard")]
[KeepAlive]
[RandomPlacement]
internal sealed class SessionShardGrain(GatewayGatherer gatherer, StartLimits starts, ShardRegistry shards, ISiloStatusOracle silos, RecoveryClock clock, SnapshotRegistry snapshots)
    : Grain, ISessionShardGrain, ISnapshotSource
{
    private readonly Lock _gate = new();
    private readonly SessionDirectory _sessions = new();
    private long _term = clock.NextLife();
    private DurableState? _durable;
    private IGrainTimer? _expiry;
    private bool _isHandedOver;

    /// <summary>How others call this shard, or the one that succeeded it.</summary>
    public ISessionShardGrain Self { get; private set; } = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Self = this.AsReference<ISessionShardGrain>();
        _durable = snapshots.TryOpen(this.GetGrainId(), this);
        try
        {
            await StartAsync(starts.Begin(cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            CloseDurable();
            throw;
        }

        shards.Register(this.GetGrainId(), this);
        foreach (var gateway in _sessions.ToArray().Select(static record => record.Gateway).Distinct().Where(gateway => silos.IsDeadSilo(gateway.Address)))
        {
            await GatewayLostAsync(gateway);
        }

        // What storage holds may be final, which it is no more.
        _durable?.Change();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        shards.Unregister(this.GetGrainId(), this, HandOver(), _term);
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
        {
            CloseDurable();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Snapshot? Capture()
    {
        lock (_gate)
        {
            return _isHandedOver ? null : new Snapshot { Term = _term, TakenAt = clock.UtcNow, Sessions = _sessions.ToArray() };
        }
    }

    /// <summary>Stops for good and gives the sessions to a successor. Safe to call from any thread.</summary>
    public SessionRecord[] HandOver()
    {
        lock (_gate)
        {
            var sessions = _isHandedOver ? [] : _sessions.ToArray();
            _isHandedOver = true;
            return sessions;
        }
    }

    public Task SaveAsync(SessionBatch batch)
    {
        Change(() =>
        {
            Array.ForEach(batch.Saved, _sessions.Save);
            Array.ForEach(batch.Ended, _sessions.End);
        });
        return Task.CompletedTask;
    }

    public Task<SessionTakeover?> TakeOverAsync(SessionClaim claim)
    {
        SessionTakeover? takeover = null;
        Change(() => takeover = _sessions.TakeOver(claim));
        return Task.FromResult(takeover);
    }

    public Task GatewayLostAsync(GatewayId gateway)
    {
        Change(() => _sessions.LoseGateway(gateway, clock.WindowEnd));
        ArmExpiry();
        return Task.CompletedTask;
    }

    public Task<SessionPlace?> FindAsync(string connectionId)
    {
        SessionPlace? place = null;
        Change(() => place = _sessions.Find(connectionId));
        return Task.FromResult(place);
    }

    public Task<int> EndLostAsync(string environment, string userId)
    {
        var count = 0;
        Change(() => count = _sessions.EndLost(environment, userId));
        return Task.FromResult(count);
    }

    public Task WakeAsync() => Task.CompletedTask;

    private async Task StartAsync(StartDeadline deadline)
    {
        var asking = deadline.Before(starts.ForStorage);
        var handedOver = gatherer.GatherFormerSessionsAsync(this.GetGrainId(), asking);
        var held = await gatherer.GatherSessionsAsync((int)this.GetPrimaryKeyLong(), asking);
        foreach (var record in (await handedOver).Concat(held))
        {
            _sessions.Save(record);
        }

        if (_sessions.Count == 0 && _durable is not null && await _durable.LoadAsync(_term, deadline) is { } stored)
        {
            Restore(stored.Snapshot, stored.IsClaimed);
        }
    }

    private void CloseDurable()
    {
        if (_durable is not null)
        {
            snapshots.Close(_durable);
        }
    }

    // A snapshot that is not final may lack joins and ends that came after it, so none of its sessions may go on.
    private void Restore(Snapshot snapshot, bool isClaimed)
    {
        _term = Math.Max(_term, snapshot.Term);
        if (!isClaimed || clock.WindowEndSince(snapshot.TakenAt) is not { } deadline)
        {
            return;
        }

        foreach (var record in snapshot.Sessions)
        {
            _sessions.Save(record);
        }

        foreach (var gateway in snapshot.Sessions.Select(static record => record.Gateway).Distinct().Where(gateway => !gatherer.IsLive(gateway)))
        {
            _sessions.LoseGateway(gateway, deadline);
        }

        ArmExpiry();
    }

    private void ArmExpiry() => _expiry ??= this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(clock.Window, clock.Window));

    // Once it is handed over another activation speaks for it: callers try again and find that one.
    private void Change(Action change)
    {
        lock (_gate)
        {
            if (!_isHandedOver)
            {
                change();
                _durable?.Change();
                return;
            }
        }

        DeactivateOnIdle();
        throw new ShardMovedException();
    }

    private Task Expire(CancellationToken cancellationToken)
    {
        Change(() => _sessions.Expire(clock.Now));
        if (!_sessions.HasLost)
        {
            _expiry?.Dispose();
            _expiry = null;
        }

        return Task.CompletedTask;
    }
}
