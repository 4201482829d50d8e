using Orleans.Placement;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Gives a <see cref="ChannelLog"/> an address: translates calls, publishes what they became, answers.</summary>
/// <remarks>
/// Turns are the log's lock: nothing here is reentrant, and a turn ends when the streams have taken its events, so the order
/// of offsets is the order on every stream. A grain with interested gateways is never collected: it is the only place that
/// knows its members. One that nobody uses is ended by <see cref="OwnerSweeper"/>. Placed at its home (<see cref="OwnerHome"/>), which spreads channels that start together;
/// Orleans' own choice puts all of a burst on one silo. Each activation first asks for what a former owner left, and while it may be a successor all gateways
/// what they hold: it goes on where the former owner stopped. Only a log that nobody knows is looked for in storage, where it is written behind: no turn waits for that.
/// </remarks>
[RandomPlacement]
internal abstract partial class ChannelOwnerGrain(ChannelKind kind, ChannelOwnerServices services) : Grain, IChannelOwner, IOwnerActivation, ISnapshotSource
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(10_000);

    private readonly Lock _gate = new();
    private ChannelLog _log = null!;
    private OwnerStreams _streams = null!;
    private bool _isHandedOver;
    private long _lastUse;
    private Task _opening = Task.CompletedTask;
    private DurableState? _durable;
    private IGrainTimer? _graces;
    private bool _isHeld;
    private int _countedMembers;

    // These are set before others can find it, and never again.
    public IChannelOwner Self { get; private set; } = null!;

    public ChannelKey Key { get; private set; }

    public GrainId Id => this.GetGrainId();

    public long Term => _log.Term;

    public bool IsOver => GrainContext.Deactivated.IsCompleted;

    protected ChannelOwnerServices Services => services;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Key = ChannelKey.Parse(kind, this.GetPrimaryKeyString());

        // The log of a gateway's probe is no tenant's, and a life of that gateway long.
        _durable = Key.Environment.Length == 0 ? null : services.Snapshots.TryOpen(this.GetGrainId(), this);
        _streams = services.CreateStreams(Key);
        Self = GrainFactory.GetChannelOwner(Key);
        var claim = new EstateClaim(PutBack);
        try
        {
            var started = await StartedLog.StartAsync(services, this.GetGrainId(), Key, _durable, claim, services.Starts.Begin(cancellationToken));

            // One that Orleans has given up meanwhile has a successor. From here on nothing is waited for.
            cancellationToken.ThrowIfCancellationRequested();
            Begin(started);
            claim.Use();
        }
        catch
        {
            claim.GiveUp();
            CloseDurable();
            throw;
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var estate = HandOver(long.MaxValue);
        if (estate is not null && IsUnused(reason.ReasonCode) && await TryPutAsideAsync(estate, cancellationToken))
        {
            estate = null;
        }

        services.Registry.Unregister(this.GetGrainId(), this, estate);
        if (estate is not null)
        {
            await services.Estates.LeaveAsync(this.GetGrainId());
        }

        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
        {
            CloseDurable();
        }

        services.Metrics.OwnerStopped(kind);
        CountMembers(0);
        Log.OwnerStopped(services.Logger, this.GetGrainId(), _log.MemberCount, reason.ReasonCode);
    }

    /// <inheritdoc />
    public Snapshot? Capture()
    {
        lock (_gate)
        {
            return _isHandedOver || _log is null ? null : new Snapshot { Term = _log.Term, TakenAt = services.Clock.UtcNow, Log = _log.ToEstate() };
        }
    }

    /// <inheritdoc />
    public LogEstate? HandOver(long term)
    {
        lock (_gate)
        {
            if (_isHandedOver || _log.Term >= term)
            {
                return null;
            }

            _isHandedOver = true;
            return _log.ToEstate();
        }
    }

    /// <inheritdoc />
    public long LivingTerm
    {
        get
        {
            lock (_gate)
            {
                return _isHandedOver ? 0 : _log.Term;
            }
        }
    }

    /// <inheritdoc />
    public TimeSpan? Settle()
    {
        lock (_gate)
        {
            if (_isHandedOver)
            {
                return TimeSpan.MaxValue;
            }

            _log.Trim();
            return IsHeld || (_durable is not null && services.Snapshots.Breaker.IsOpen) ? null : services.Clock.Since(_lastUse);
        }
    }

    /// <inheritdoc />
    public bool CanRest => _durable is null;

    /// <inheritdoc />
    public Task EndAsync()
    {
        GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nobody is in this channel or uses it."));
        return GrainContext.Deactivated;
    }

    /// <inheritdoc />
    public async Task MoveAsync()
    {
        GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Its home is another silo."));
        await GrainContext.Deactivated;
        await Self.WakeAsync();
    }

    /// <inheritdoc />
    public int CountMembers()
    {
        lock (_gate)
        {
            return _isHandedOver ? 0 : _log.MemberCount;
        }
    }

    public async Task<UplinkReply> ApplyAsync(UplinkBatch batch)
    {
        if (services.Silos.IsDeadSilo(batch.Gateway.Address))
        {
            // Its members left with it; a batch that was still on the way must not bring them back.
            Log.GatewayRefused(services.Logger, batch.Gateway, this.GetGrainId());
            return Answer(new UplinkReply { Epoch = _log.Epoch, Term = _log.Term, TermMismatch = true });
        }

        if (batch.Fence > _log.Term)
        {
            // A later activation has asked the gateways: they heed this one no more. The next one asks them again.
            Log.OwnerSuperseded(services.Logger, this.GetGrainId(), _log.Term, batch.Fence);
            DeactivateOnIdle();
            return Refuse();
        }

        using var spans = TurnSpans.Begin(Key, batch.Commands);
        if (!TryChange(log => LogHistory.AddRewinds(log, batch, log.Apply(batch)), out var applied))
        {
            return Refuse();
        }

        spans?.Place(applied.Reply);

        if (applied.Reply.TermMismatch)
        {
            services.Metrics.TermMismatched();
        }

        await SendAsync(applied.Outgoing, spans);
        return Answer(applied.Reply);
    }

    public async Task<UplinkReply> PublishAsync(ChannelCommand[] commands)
    {
        using var spans = TurnSpans.Begin(Key, commands);
        if (!TryChange(log => log.Publish(commands), out var applied))
        {
            return Refuse();
        }

        spans?.Place(applied.Reply);
        await SendAsync(applied.Outgoing, spans);
        return Answer(applied.Reply);
    }

    public async Task<UplinkReply> AssertAsync(GatewayAssertion assertion)
    {
        if (services.Silos.IsDeadSilo(assertion.Gateway.Address))
        {
            return Answer(new UplinkReply { Epoch = _log.Epoch, Term = _log.Term });
        }

        var isProven = false;
        if (!TryChange(log => log.Assert(assertion, out isProven), out var applied))
        {
            return Refuse();
        }

        if (!isProven)
        {
            // Another owner gave that gateway other events with these offsets. The next activation sees both and begins a new
            // epoch: from what the gateways hold, not from what this one would leave.
            Log.ContinuityLost(services.Logger, this.GetGrainId(), assertion.Gateway, _log.Epoch);
            services.Metrics.ContinuityLost();
            _ = HandOver(long.MaxValue);
            await services.Estates.TellAsync();
            DeactivateOnIdle();
        }

        await SendAsync(applied.Outgoing);
        return Answer(applied.Reply);
    }

    public async Task GatewayLostAsync(GatewayId gateway)
    {
        _streams.Forget(gateway);
        if (TryChange(log => log.LoseGateway(gateway, services.Clock.GraceEnd), out var applied))
        {
            await SendAsync(applied.Outgoing);
            ArmGraces();
        }
    }

    public Task WakeAsync() => Task.CompletedTask;

    // The next one looks for it where this one would have left it.
    private void PutBack(LogEstate estate)
    {
        services.Registry.Keep(this.GetGrainId(), estate, Self);
        _ = services.Estates.LeaveAsync(this.GetGrainId());
    }

    // Everything that changes the log goes through here: once it is handed over, another owner speaks for it.
    private bool TryChange(Func<ChannelLog, AppliedBatch> change, out AppliedBatch applied)
    {
        lock (_gate)
        {
            if (_isHandedOver)
            {
                applied = default;
                return false;
            }

            var last = _log.LastOffset;
            _lastUse = services.Clock.Now;
            applied = change(_log);
            services.Metrics.EventsAppended(_log.LastOffset - last);
            CountMembers(_log.MemberCount);
            _durable?.Change();
            return true;
        }
    }

    /// <summary>Reads the log; others may capture it meanwhile.</summary>
    protected T Read<T>(Func<ChannelLog, T> read)
    {
        lock (_gate)
        {
            _lastUse = services.Clock.Now;
            return read(_log);
        }
    }

    private UplinkReply Refuse()
    {
        DeactivateOnIdle();
        return Answer(new UplinkReply { Epoch = _log.Epoch, Term = _log.Term, TermMismatch = true });
    }

    // What the gateways have not seen goes out before anything else; nobody waits for it but the first turn, since a full outbox may take longer than
    // an activation.
    private void Begin(StartedLog started)
    {
        List<Outgoing> opening;
        lock (_gate)
        {
            _log = started.Log;
            _lastUse = services.Clock.Now;
            CountMembers(_log.MemberCount);
            opening = started.Origin switch
            {
                StartedLog.Source.Storage => Resume(started.Assertions, started.IsProven),
                StartedLog.Source.Cluster => Succeed(started.Assertions, started.IsProven),
                _ => [],
            };
        }

        services.Registry.Register(this.GetGrainId(), this);
        services.Metrics.OwnerStarted(kind);
        Log.OwnerStarted(services.Logger, this.GetGrainId(), _log.Epoch);
        ArmGraces();
        Hold();
        if (started.Origin != StartedLog.Source.New)
        {
            // What storage holds may be final, which it is no more.
            _durable?.Change();
        }

        _opening = opening.Count == 0 ? Task.CompletedTask : OpenAsync(opening);
    }

    private async Task OpenAsync(List<Outgoing> opening)
    {
        try
        {
            foreach (var part in opening)
            {
                await _streams.SendAsync(_log, part);
            }
        }
        catch (Exception exception)
        {
            // The gateways see a gap at the next event, and ask.
            Log.OpeningFailed(services.Logger, this.GetGrainId(), exception);
        }
    }

    private List<Outgoing> Succeed(IReadOnlyCollection<GatewayAssertion> assertions, bool isProven)
    {
        services.Metrics.OwnerSucceeded();
        Log.OwnerSucceeded(services.Logger, this.GetGrainId(), _log.Epoch, _log.LastOffset, _log.MemberCount, isProven);
        List<Outgoing> opening = [.. _log.FillAll(assertions)];

        // Members of gateways that died with the former owner, or whose death it did not live to tell.
        Lose(_log.Gateways.Where(gateway => services.Silos.IsDeadSilo(gateway.Address)), opening);
        return opening;
    }

    // From storage: of its life gateways may be there that did not know enough, and members that may come back.
    private List<Outgoing> Resume(IReadOnlyCollection<GatewayAssertion> assertions, bool continues)
    {
        Log.OwnerRestored(services.Logger, this.GetGrainId(), _log.Epoch, _log.LastOffset, _log.MemberCount, continues);
        if (!continues)
        {
            services.Metrics.ContinuityLost();
        }

        List<Outgoing> opening = [.. _log.FillAll(assertions).Where(part => services.Gatherer.IsLive(part.Targets[0]))];
        Lose(_log.Gateways.Where(gateway => !services.Gatherer.IsLive(gateway)), opening);
        return opening;
    }

    private void Lose(IEnumerable<GatewayId> gateways, List<Outgoing> opening)
    {
        _log.BeginGraces(services.Clock.GraceEnd);
        foreach (var gateway in gateways.ToArray())
        {
            if (TryChange(log => log.LoseGateway(gateway, services.Clock.GraceEnd), out var applied))
            {
                opening.AddRange(applied.Outgoing);
            }
        }
    }

    // Storage keeps what was said when an owner ends. Without one the owner is all there is, for as long as HistoryAge asks.
    private bool IsHeld => _log.HasInterest || _log.MemberCount > 0 || (services.KeepsHistory && _durable is null && _log.HasTail);

    // With another reason to end an heir may come at once.
    private bool IsUnused(DeactivationReasonCode reason) =>
        reason is DeactivationReasonCode.ActivationIdle or DeactivationReasonCode.HighMemoryPressure && !IsHeld;

    // A log that nobody uses is put aside for good, and comes back from storage. Of one that is empty there is nothing to remember.
    private async Task<bool> TryPutAsideAsync(LogEstate estate, CancellationToken cancellationToken)
    {
        if (_durable is null || services.Snapshots.Breaker.IsOpen)
        {
            return _durable is null && estate.Tail.Length == 0;
        }

        var timeout = services.Snapshots.Options.StartTimeout;
        return estate.Tail.Length == 0
            ? await _durable.TryClearAsync(estate.Term, timeout, cancellationToken)
            : await _durable.TryFinishAsync(
                new Snapshot { Term = estate.Term, IsFinal = true, TakenAt = services.Clock.UtcNow, Log = estate }, timeout, cancellationToken);
    }

    private void CloseDurable()
    {
        if (_durable is not null)
        {
            services.Snapshots.Close(_durable);
        }
    }

    private void ArmGraces()
    {
        if (_log.NextGraceEnd is not { } deadline)
        {
            return;
        }

        var due = services.Clock.Until(deadline) + TimeSpan.FromMilliseconds(1);
        _graces?.Dispose();
        _graces = this.RegisterGrainTimer(EndGracesAsync, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task EndGracesAsync(CancellationToken cancellationToken)
    {
        if (TryChange(log => log.EndGraces(services.Clock.Now), out var applied))
        {
            await SendAsync(applied.Outgoing);
            ArmGraces();
        }
    }

    private async Task SendAsync(IReadOnlyList<Outgoing> outgoing, TurnSpans? spans = null)
    {
        Hold();
        if (!_opening.IsCompleted)
        {
            await _opening;
        }

        foreach (var part in outgoing)
        {
            await _streams.SendAsync(_log, part, spans?.Of(part.Events));
        }
    }

    private void CountMembers(int count)
    {
        if (count != _countedMembers)
        {
            services.Metrics.MembersChanged(count - _countedMembers);
            _countedMembers = count;
        }
    }

    private void Hold()
    {
        if (IsHeld == _isHeld)
        {
            return;
        }

        _isHeld = !_isHeld;

        // Zero takes the former delay back; -1 ms is infinite to Orleans.
        DelayDeactivation(_isHeld ? Forever : TimeSpan.Zero);
    }

    private UplinkReply Answer(UplinkReply reply) => reply with { Host = services.Self };
}
