using Orleans.Placement;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>
/// Gives a <see cref="SessionDirectory"/> an address. A new activation asks the gateways what they hold, and the silos for a former
/// one that still lives; if nobody knows any session it looks into storage.
/// </summary>
[GrainType("realtime.session-shard")]
[KeepAlive]
[RandomPlacement]
internal sealed class SessionShardGrain(
    GatewayGatherer gatherer,
    StartLimits starts,
    ShardRegistry shards,
    LostSessionKeeper keeper,
    ISiloStatusOracle silos,
    RecoveryClock clock,
    SnapshotRegistry snapshots)
    : Grain, ISessionShardGrain, ISnapshotSource
{
    private readonly Lock _gate = new();
    private readonly SessionDirectory _sessions = new();
    private long _term = clock.NextLife();
    private DurableState? _durable;
    private readonly LostSessionCopies _copies = new();
    private IGrainTimer? _expiry;
    private IGrainTimer? _copying;
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

    public async Task<string[]> SaveAsync(SessionBatch batch)
    {
        string[] unknown = [];
        Change(() =>
        {
            if (silos.IsDeadSilo(batch.Gateway.Address))
            {
                _sessions.LoseGateway(batch.Gateway, clock.WindowEnd);
                ArmCopies();
            }

            Array.ForEach(batch.Saved, _sessions.Save);
            unknown = [.. batch.Changed.Where(change => !_sessions.TryChange(change)).Select(static change => change.ConnectionId)];
            Array.ForEach(batch.Ended, _sessions.End);
        });
        await ForgetAsync();
        return unknown;
    }

    public Task<SessionTakeover?> TakeOverAsync(SessionClaim claim)
    {
        if (silos.IsDeadSilo(claim.Gateway.Address))
        {
            // One that stood still and does not know it yet: a session that it claimed would be taken from a gateway that lives, which it could not even ask to let go.
            throw new RealtimeUnavailableException();
        }

        SessionTakeover? takeover = null;
        Change(() => takeover = _sessions.TakeOver(claim, clock.WindowEnd));
        ArmExpiry();
        return Task.FromResult(takeover);
    }

    public Task<bool> ConfirmAsync(string connectionId, int generation)
    {
        var isConfirmed = false;
        Change(() => isConfirmed = _sessions.Confirm(connectionId, generation));
        return Task.FromResult(isConfirmed);
    }

    public Task GatewayLostAsync(GatewayId gateway)
    {
        Change(() => _sessions.LoseGateway(gateway, clock.WindowEnd));
        ArmCopies();
        return Task.CompletedTask;
    }

    public Task<SessionPlace?> FindAsync(string connectionId)
    {
        SessionPlace? place = null;
        Change(() => place = _sessions.Find(connectionId));
        return Task.FromResult(place);
    }

    public async Task<int> EndLostAsync(string environment, string userId)
    {
        var count = 0;
        Change(() => count = _sessions.EndLost(environment, userId));
        await ForgetAsync();
        return count;
    }

    public Task WakeAsync() => Task.CompletedTask;

    private async Task StartAsync(StartDeadline deadline)
    {
        var asking = deadline.Before(starts.ForStorage);
        var handedOver = gatherer.GatherFormerSessionsAsync(this.GetGrainId(), asking);
        var held = await gatherer.GatherSessionsAsync((int)this.GetPrimaryKeyLong(), asking);
        foreach (var record in (await handedOver).Concat(held))
        {
            _sessions.Inherit(record);
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

        ArmCopies();
    }

    private void ArmExpiry() => _expiry ??= this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(clock.Window, clock.Window));

    private void ArmCopies()
    {
        ArmExpiry();

        // Interleaved: the shard answers while a gateway is given its copies, and what changes meanwhile is in the next round.
        _copying ??= this.RegisterGrainTimer(CopyAsync, new GrainTimerCreationOptions(TimeSpan.Zero, LostSessionKeeper.Interval) { Interleave = true });
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync();
        await keeper.KeepAsync(_copies, () => Read(sessions => _copies.Next(sessions.Lost, keeper.Live, clock.Until)), cancellationToken);
    }

    // Before anybody is told that a session is over: a copy of it would bring it back.
    private Task ForgetAsync()
    {
        var ended = Read(static sessions => sessions.TakeNoLongerLost());
        _copies.Forget(ended);
        return ended.Length == 0 ? Task.CompletedTask : keeper.ForgetAsync(ended);
    }

    private T Read<T>(Func<SessionDirectory, T> read)
    {
        lock (_gate)
        {
            return read(_sessions);
        }
    }

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
        if (!Read(static sessions => sessions.HasDeadlines))
        {
            _expiry?.Dispose();
            _copying?.Dispose();
            _expiry = _copying = null;
        }

        return Task.CompletedTask;
    }
}
