using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>Gives a <see cref="SessionDirectory"/> an address; a new activation asks the gateways what they hold.</summary>
[GrainType("realtime.session-shard")]
[KeepAlive]
internal sealed class SessionShardGrain(GatewayGatherer gatherer, ShardRegistry shards, RecoveryClock clock) : Grain, ISessionShardGrain
{
    private readonly SessionDirectory _sessions = new();
    private IGrainTimer? _expiry;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        shards.Register(this.GetGrainId(), this.AsReference<ISessionShardGrain>());
        foreach (var record in await gatherer.GatherSessionsAsync((int)this.GetPrimaryKeyLong()))
        {
            _sessions.Save(record);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        shards.Unregister(this.GetGrainId());
        return Task.CompletedTask;
    }

    public Task SaveAsync(SessionBatch batch)
    {
        Array.ForEach(batch.Saved, _sessions.Save);
        Array.ForEach(batch.Ended, _sessions.End);
        return Task.CompletedTask;
    }

    public Task<SessionTakeover?> TakeOverAsync(SessionClaim claim) => Task.FromResult(_sessions.TakeOver(claim));

    public Task GatewayLostAsync(GatewayId gateway)
    {
        _sessions.LoseGateway(gateway, clock.WindowEnd);
        _expiry ??= this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(clock.Window, clock.Window));
        return Task.CompletedTask;
    }

    private Task Expire(CancellationToken cancellationToken)
    {
        _sessions.Expire(clock.Now);
        if (!_sessions.HasLost)
        {
            _expiry?.Dispose();
            _expiry = null;
        }

        return Task.CompletedTask;
    }
}
