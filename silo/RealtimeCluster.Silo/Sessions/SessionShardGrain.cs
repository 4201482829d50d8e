using Orleans.Placement;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>
/// Gives a <see cref="SessionDirectory"/> an address. A new activation asks the gateways what they hold, and the silos for a former
/// one that still lives.
/// </summary>
[GrainType("realtime.session-shard")]
[KeepAlive]
[RandomPlacement]
internal sealed class SessionShardGrain(GatewayGatherer gatherer, ShardRegistry shards, ISiloStatusOracle silos, RecoveryClock clock)
    : Grain, ISessionShardGrain
{
    private readonly Lock _gate = new();
    private readonly SessionDirectory _sessions = new();
    private IGrainTimer? _expiry;
    private bool _isHandedOver;

    /// <summary>How others call this shard, or the one that succeeded it.</summary>
    public ISessionShardGrain Self { get; private set; } = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Self = this.AsReference<ISessionShardGrain>();
        var handedOver = gatherer.GatherFormerSessionsAsync(this.GetGrainId());
        var held = await gatherer.GatherSessionsAsync((int)this.GetPrimaryKeyLong());
        foreach (var record in (await handedOver).Concat(held))
        {
            _sessions.Save(record);
        }

        shards.Register(this.GetGrainId(), this);
        foreach (var gateway in _sessions.ToArray().Select(static record => record.Gateway).Distinct().Where(gateway => silos.IsDeadSilo(gateway.Address)))
        {
            await GatewayLostAsync(gateway);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        shards.Unregister(this.GetGrainId(), this, HandOver());
        return Task.CompletedTask;
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
        _expiry ??= this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(clock.Window, clock.Window));
        return Task.CompletedTask;
    }

    public Task WakeAsync() => Task.CompletedTask;

    // Once it is handed over another activation speaks for it: callers try again and find that one.
    private void Change(Action change)
    {
        lock (_gate)
        {
            if (!_isHandedOver)
            {
                change();
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
