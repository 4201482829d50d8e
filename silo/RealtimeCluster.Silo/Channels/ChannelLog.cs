using System.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Channels;

/// <summary>
/// One sequenced log: it gives offsets, keeps the members and the tail, and says which gateways get an event.
/// </summary>
/// <remarks>
/// A deterministic state machine: no clock but the tail's, no Orleans, no I/O. Not thread-safe; its grain's turns are its
/// lock. Every change that anyone can see is an event with the next offset. A gateway has one batch in flight, so it is
/// enough to remember the last answer to each gateway to apply every batch once.
/// </remarks>
public sealed class ChannelLog
{
    private readonly Dictionary<GatewayId, GatewayState> _gateways = [];
    private readonly MemberMap _members = new();
    private readonly ChannelTail _tail;
    private readonly PendingOutgoing _pending = new();
    private readonly Queue<(LogMember Member, long Deadline)> _graces = new();
    private readonly bool _hasMembers;
    private readonly long _recoveredOffset;
    private GatewayId[]? _interested;

    /// <summary>Creates an empty log.</summary>
    /// <param name="kind">Which kind of log: only channels have members.</param>
    /// <param name="epoch">The life of the numbering; not 0.</param>
    /// <param name="term">This owner's life; not 0, and higher than that of every earlier owner.</param>
    /// <param name="tail">Where the tail is kept; empty.</param>
    public ChannelLog(ChannelKind kind, long epoch, long term, ChannelTail tail)
    {
        ArgumentOutOfRangeException.ThrowIfZero(epoch);
        ArgumentOutOfRangeException.ThrowIfZero(term);
        ArgumentNullException.ThrowIfNull(tail);
        Epoch = epoch;
        Term = term;
        _tail = tail;
        _hasMembers = kind == ChannelKind.Channel;
    }

    /// <summary>Goes on where an owner that is gone stopped.</summary>
    /// <param name="kind">Which kind of log.</param>
    /// <param name="recovered">What the gateways prove.</param>
    /// <param name="term">This owner's life.</param>
    /// <param name="tail">Where the tail is kept; empty.</param>
    /// <param name="assertions">What the gateways said, for who is interested.</param>
    public ChannelLog(ChannelKind kind, RecoveredLog recovered, long term, ChannelTail tail, IReadOnlyCollection<GatewayAssertion> assertions)
        : this(kind, (recovered ?? throw new ArgumentNullException(nameof(recovered))).Epoch, term, tail)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        LastOffset = _recoveredOffset = recovered.LastOffset;
        tail.StartAfter(recovered.Tail.Length == 0 ? LastOffset : recovered.Tail[0].Offset - 1);
        foreach (var channelEvent in recovered.Tail)
        {
            tail.Append(channelEvent);
        }

        foreach (var assertion in assertions)
        {
            GetOrAddGateway(assertion.Gateway).IsAttached = assertion.Attached;
        }

        foreach (var member in recovered.Members)
        {
            _members.TryAdd(member);
            if (member.Gateway is { } gateway)
            {
                GetOrAddGateway(gateway).MemberCount++;
            }
        }

        foreach (var (gateway, batch) in recovered.Batches)
        {
            // Also of a gateway that only publishes here, which has nothing to assert.
            var state = GetOrAddGateway(gateway);
            state.LastSequence = batch.Sequence;
            state.Recovered = batch;
        }
    }

    /// <summary>Goes on where an owner stopped that is still there to hand over.</summary>
    /// <param name="kind">Which kind of log.</param>
    /// <param name="estate">What it knew.</param>
    /// <param name="term">This owner's life.</param>
    /// <param name="tail">Where the tail is kept; empty.</param>
    public ChannelLog(ChannelKind kind, LogEstate estate, long term, ChannelTail tail)
        : this(kind, (estate ?? throw new ArgumentNullException(nameof(estate))).Epoch, term, tail)
    {
        LastOffset = _recoveredOffset = estate.LastOffset;
        tail.StartAfter(estate.TailStartsAfter);
        foreach (var channelEvent in estate.Tail)
        {
            tail.Append(channelEvent);
        }

        foreach (var left in estate.Gateways)
        {
            var gateway = GetOrAddGateway(left.Gateway);
            gateway.IsAttached = left.IsAttached;
            gateway.LastSequence = left.LastSequence;
            gateway.LastReply = left.Results is null ? null : new UplinkReply { Epoch = Epoch, Term = term, Results = left.Results };
        }

        foreach (var left in estate.Members)
        {
            _members.TryAdd(new LogMember(left.ConnectionId, left.Gateway, left.Profile) { JoinedAt = left.JoinedAt, IsResumable = left.IsResumable });
            if (left.Gateway is { } gateway)
            {
                GetOrAddGateway(gateway).MemberCount++;
            }
        }
    }

    /// <summary>The life of the numbering.</summary>
    public long Epoch { get; }

    /// <summary>The life of this owner.</summary>
    public long Term { get; }

    /// <summary>The offset of the last event; 0 before the first.</summary>
    public long LastOffset { get; private set; }

    /// <summary>How many members there are, those away included.</summary>
    public int MemberCount => _members.Count;

    /// <summary>Whether any gateway wants events.</summary>
    public bool HasInterest => GetInterested().Length > 0;

    /// <summary>The gateways this log knows.</summary>
    public IReadOnlyCollection<GatewayId> Gateways => _gateways.Keys;

    /// <summary>When the next grace ends, in the unit given to <see cref="LoseGateway"/>; <see langword="null"/> when nobody is away.</summary>
    public long? NextGraceEnd
    {
        get
        {
            DropReturned();
            return _graces.TryPeek(out var next) ? next.Deadline : null;
        }
    }

    /// <summary>The members and the position at which the list is exact.</summary>
    public MemberList GetMembers() => new(_members.ToArray(), new StreamPosition(Epoch, LastOffset));

    /// <summary>The events after an offset, for who asks for history.</summary>
    /// <param name="after">The last offset the asker has.</param>
    /// <param name="events">The events.</param>
    /// <returns><see langword="false"/> when some are no longer kept.</returns>
    public bool TryGetAfter(long after, out ChannelEvent[] events) => _tail.TryGetAfter(after, LastOffset, out events);

    /// <summary>Everything that is kept of the log.</summary>
    public ChannelEvent[] GetTail() => _tail.ToArray();

    /// <summary>Everything, for a successor.</summary>
    public LogEstate ToEstate() => new()
    {
        Epoch = Epoch,
        Term = Term,
        LastOffset = LastOffset,
        Tail = _tail.ToArray(),
        TailStartsAfter = _tail.LastLostOffset,
        Members = [.. _members.All.Select(static member =>
            new EstateMember(member.ConnectionId, member.Gateway, member.Profile, member.JoinedAt, member.IsResumable))],
        Gateways = [.. _gateways.Select(static pair =>
            new EstateGateway(pair.Key, pair.Value.IsAttached, pair.Value.LastSequence, pair.Value.LastReply?.Results))],
    };

    /// <summary>Applies a gateway's commands in order, once.</summary>
    /// <param name="batch">The batch; a repeated one is answered as before, without events.</param>
    public AppliedBatch Apply(UplinkBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Term != 0 && batch.Term != Term)
        {
            return new AppliedBatch(new UplinkReply { Epoch = Epoch, Term = Term, TermMismatch = true }, []);
        }

        var gateway = GetOrAddGateway(batch.Gateway);
        if (batch.Sequence <= gateway.LastSequence && gateway.Recovered?.Sequence != batch.Sequence)
        {
            // Only the last batch can be repeated: an older one was answered, or its gateway would not have gone on.
            Debug.Assert(batch.Sequence == gateway.LastSequence, "A gateway repeats no batch but its last.");
            return new AppliedBatch(gateway.LastReply ?? new UplinkReply { Epoch = Epoch, Term = Term, TermMismatch = true }, []);
        }

        var recovered = gateway.Recovered?.Sequence == batch.Sequence ? gateway.Recovered : null;
        var id = new BatchId(batch.Gateway, batch.Sequence);
        _pending.Begin(GetInterested());
        var results = new CommandResult[batch.Commands.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = recovered is null
                ? Apply(batch.Commands[i], new Origin(id, i), gateway)
                : Repeat(batch.Commands[i], new Origin(id, i), gateway, recovered);
        }

        gateway.LastSequence = batch.Sequence;
        gateway.Recovered = null;
        gateway.LastReply = new UplinkReply { Epoch = Epoch, Term = Term, Results = results };
        return new AppliedBatch(gateway.LastReply, TakePending());
    }

    /// <summary>Appends events for a server.</summary>
    /// <param name="commands">Publish commands.</param>
    public AppliedBatch Publish(ChannelCommand[] commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        _pending.Begin(GetInterested());
        var results = new CommandResult[commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            if (commands[i].Kind != ChannelCommandKind.Publish)
            {
                throw new ArgumentException("A server only publishes; members are connections of gateways.", nameof(commands));
            }

            results[i] = Publish(commands[i], default);
        }

        return new AppliedBatch(new UplinkReply { Epoch = Epoch, Term = Term, Results = results }, TakePending());
    }

    /// <summary>
    /// Takes over what a gateway holds that this owner did not hear of before, without events, and sends it what it has not seen.
    /// </summary>
    /// <param name="assertion">What the gateway holds; repeating it changes nothing.</param>
    /// <param name="isProven">
    /// Set to <see langword="false"/> when the gateway has seen another log than this one: it must be told with a new epoch.
    /// </param>
    public AppliedBatch Assert(GatewayAssertion assertion, out bool isProven)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        var gateway = GetOrAddGateway(assertion.Gateway);
        // They are members as of what the gateway has seen: some may have left since.
        foreach (var member in new MemberRecovery([assertion], Epoch, LastOffset).Replay(_tail.ToArray()))
        {
            if (member.Gateway == assertion.Gateway && _members.TryAdd(member))
            {
                gateway.MemberCount++;
            }
        }

        gateway.IsAttached |= assertion.Attached;
        _interested = null;
        var position = assertion.Position;
        isProven = assertion.Term <= Term && (position.Epoch < Epoch
            || (position.Epoch == Epoch && position.Offset <= (assertion.Term == Term ? LastOffset : _recoveredOffset)));
        return new AppliedBatch(new UplinkReply { Epoch = Epoch, Term = Term }, isProven ? Fill(assertion) : []);
    }

    /// <summary>What the gateways have not seen yet of this log, for an owner that has just taken over.</summary>
    /// <param name="assertions">How far they are. One with members that says nothing has never heard of their joins.</param>
    public IReadOnlyList<Outgoing> FillAll(IReadOnlyCollection<GatewayAssertion> assertions) => [.. _gateways.Keys.ToArray().SelectMany(gateway =>
        Fill(assertions.FirstOrDefault(assertion => assertion.Gateway == gateway) ?? new GatewayAssertion { Gateway = gateway }))];

    private IReadOnlyList<Outgoing> Fill(GatewayAssertion assertion)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        var position = assertion.Position;
        if (!GetOrAddGateway(assertion.Gateway).HasInterest)
        {
            return [];
        }

        if (position.Epoch != Epoch && position.Epoch != 0)
        {
            // It must learn at once that its members have missed what nobody can tell, not with the next event.
            return [new Outgoing([], [assertion.Gateway], LastOffset) { IsFill = true }];
        }

        // A gateway that has seen nothing may have members whose joins were acknowledged and never came. What the tail no longer
        // has is a hole that the gateway sees in the offsets.
        if (!_tail.TryGetDense(position.Epoch == 0 ? -1 : position.Offset, LastOffset, out var events))
        {
            events = _tail.ToArray();
        }

        return events.Length == 0 ? [] : [new Outgoing(events, [assertion.Gateway], LastOffset) { IsFill = true }];
    }

    /// <summary>A gateway is gone: those of its members that cannot come back leave, the others are away until they do.</summary>
    /// <param name="gatewayId">The gateway. Losing it again, or one never seen, does nothing.</param>
    /// <param name="graceEnd">Until when they may come back; later calls never give an earlier end.</param>
    public AppliedBatch LoseGateway(GatewayId gatewayId, long graceEnd)
    {
        var isKnown = _gateways.Remove(gatewayId);
        _interested = isKnown ? null : _interested;
        _pending.Begin(GetInterested());
        if (isKnown)
        {
            foreach (var member in _members.OnGateway(gatewayId))
            {
                if (member.IsResumable)
                {
                    member.Gateway = null;
                    _graces.Enqueue((member, graceEnd));
                    Append(member, ChannelEventKind.Away);
                }
                else
                {
                    _members.Remove(member);
                    Append(member, ChannelEventKind.Left);
                }
            }
        }

        return new AppliedBatch(new UplinkReply { Epoch = Epoch, Term = Term }, TakePending());
    }

    /// <summary>Gives members that were away already, when this owner took over, a grace of their own.</summary>
    /// <param name="graceEnd">Until when they may come back.</param>
    public void BeginGraces(long graceEnd)
    {
        foreach (var member in _members.OnGateway(null))
        {
            _graces.Enqueue((member, graceEnd));
        }
    }

    /// <summary>Members whose grace is over leave.</summary>
    /// <param name="now">The time, in the unit of the deadlines.</param>
    public AppliedBatch EndGraces(long now)
    {
        _pending.Begin(GetInterested());
        DropReturned();
        while (_graces.TryPeek(out var next) && next.Deadline <= now)
        {
            _graces.Dequeue();
            if (IsAway(next.Member))
            {
                _members.Remove(next.Member);
                Append(next.Member, ChannelEventKind.Left);
            }
        }

        return new AppliedBatch(new UplinkReply { Epoch = Epoch, Term = Term }, TakePending());
    }

    private CommandResult Apply(ChannelCommand command, Origin origin, GatewayState gateway)
    {
        var gatewayId = origin.Batch!.Gateway;
        switch (command.Kind)
        {
            case ChannelCommandKind.Join:
                var member = new LogMember(command.ConnectionId!, gatewayId, command.Payload)
                {
                    JoinedAt = LastOffset + 1,
                    IsResumable = command.IsResumable,
                };
                if (!_members.TryAdd(member))
                {
                    return new CommandResult(CommandOutcome.AlreadyMember, LastOffset);
                }

                ChangeInterest(gateway, gateway.MemberCount + 1, gateway.IsAttached);
                return Append(ChannelEventKind.Joined, command, origin);

            case ChannelCommandKind.Leave:
                if (!_members.TryGet(command.ConnectionId!, out var leaver) || (leaver.Gateway != gatewayId && !command.IsAnywhere))
                {
                    return new CommandResult(CommandOutcome.NotMember, LastOffset);
                }

                _members.Remove(leaver);
                if (leaver.Gateway is { } left && _gateways.TryGetValue(left, out var leftState))
                {
                    ChangeInterest(leftState, leftState.MemberCount - 1, leftState.IsAttached);
                }

                return Append(ChannelEventKind.Left, new ChannelCommand
                {
                    Kind = command.Kind,
                    ConnectionId = command.ConnectionId,
                    Echo = command.Echo,
                    Payload = leaver.Profile,
                }, origin);

            case ChannelCommandKind.Update:
                return _members.TryUpdate(command.ConnectionId!, gatewayId, command.Payload)
                    ? Append(ChannelEventKind.Updated, command, origin)
                    : new CommandResult(CommandOutcome.NotMember, LastOffset);

            case ChannelCommandKind.Publish:
                return Publish(command, origin);

            case ChannelCommandKind.Attach:
                ChangeInterest(gateway, gateway.MemberCount, attached: true);
                return new CommandResult(CommandOutcome.Applied, LastOffset);

            case ChannelCommandKind.Detach:
                ChangeInterest(gateway, gateway.MemberCount, attached: false);
                return new CommandResult(CommandOutcome.Applied, LastOffset);

            case ChannelCommandKind.Resume:
                return Resume(command, origin, gateway);

            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "Unknown kind of command.");
        }
    }

    // A batch that a former owner applied: what became an event is answered with its offset, the rest changed nothing then.
    private CommandResult Repeat(ChannelCommand command, Origin origin, GatewayState gateway, RecoveredBatch recovered)
    {
        // A batch with a resume goes out in parts, of which the last may have been lost with the owner: those commands are new.
        if (origin.CommandIndex > recovered.LastIndex
            || command.Kind is ChannelCommandKind.Attach or ChannelCommandKind.Detach or ChannelCommandKind.Resume)
        {
            return Apply(command, origin, gateway);
        }

        if (recovered.Offsets.TryGetValue(origin.CommandIndex, out var offset))
        {
            return new CommandResult(CommandOutcome.Applied, offset);
        }

        return command.Kind switch
        {
            ChannelCommandKind.Join => new CommandResult(CommandOutcome.AlreadyMember, LastOffset),
            ChannelCommandKind.Publish => Publish(command, origin),
            _ => new CommandResult(CommandOutcome.NotMember, LastOffset),
        };
    }

    private CommandResult Publish(ChannelCommand command, Origin origin) =>
        command.DeduplicationKey is { } key && _tail.TryFindKey(key, out var offset)
            ? new CommandResult(CommandOutcome.Applied, offset)
            : Append(ChannelEventKind.Message, command, origin);

    private CommandResult Resume(ChannelCommand command, Origin origin, GatewayState gateway)
    {
        LogMember? member = null;
        if (_hasMembers && !_members.TryGet(command.ConnectionId!, out member) && command.Position is null && !HasNeverJoined(command.ConnectionId!))
        {
            // It may have been a member, have had no event, and have left when its grace was over: what it missed since nobody knows.
            return new CommandResult(CommandOutcome.NotResumable, LastOffset);
        }

        var after = member?.JoinedAt ?? LastOffset;
        if (command.Position is { } position)
        {
            if (position.EpochTag != ClientPosition.TagOf(Epoch) || position.Offset > LastOffset)
            {
                return new CommandResult(CommandOutcome.NotResumable, LastOffset);
            }

            after = Math.Max(position.Offset, member?.JoinedAt ?? 0);
        }

        if (!_tail.Covers(after, LastOffset))
        {
            return new CommandResult(CommandOutcome.NotResumable, LastOffset);
        }

        if (!_pending.IsOnlyResumptions)
        {
            CutPending();
        }

        // Who comes back after its leave has a right to everything since the event it shows, also when it is cut again before it got it.
        var joinedAt = member?.JoinedAt ?? (_hasMembers ? after : 0);
        _pending.Resume(
            new Resumption(command.ConnectionId!, after, joinedAt, member is null ? command.Payload : member.Profile),
            origin.Batch!.Gateway,
            _pending.IsEmpty ? LastOffset : _pending.ReplayEnd);
        if (_hasMembers)
        {
            AppendReturn(command, member, joinedAt, origin, gateway);
        }

        return new CommandResult(CommandOutcome.Applied, LastOffset);
    }

    // Who never was a member had its join lost on the way, and joins now.
    private bool HasNeverJoined(string connectionId) => _tail.Covers(0, LastOffset) && !Array.Exists(
        _tail.ToArray(),
        channelEvent => channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == connectionId);

    // Within its grace a member has only moved, which nobody sees. Later the others saw it leave, so they see it join.
    private void AppendReturn(ChannelCommand command, LogMember? member, long joinedAt, Origin origin, GatewayState gateway)
    {
        var kind = member is null ? ChannelEventKind.Joined : ChannelEventKind.Moved;
        if (member is null)
        {
            member = new LogMember(command.ConnectionId!, gateway: null, command.Payload) { JoinedAt = joinedAt, IsResumable = true };
            _members.TryAdd(member);
        }

        MoveTo(member, origin.Batch!.Gateway, gateway);
        AppendEvent(new ChannelEvent
        {
            Kind = kind,
            Offset = LastOffset + 1,
            ConnectionId = member.ConnectionId,
            Payload = member.Profile,
            JoinedAt = member.JoinedAt,
            IsResumable = member.IsResumable,
            Batch = origin.Batch,
            CommandIndex = origin.CommandIndex,
        });
    }

    private void MoveTo(LogMember member, GatewayId gatewayId, GatewayState gateway)
    {
        if (member.Gateway == gatewayId)
        {
            return;
        }

        if (member.Gateway is { } former && _gateways.TryGetValue(former, out var formerState))
        {
            ChangeInterest(formerState, formerState.MemberCount - 1, formerState.IsAttached);
        }

        member.Gateway = gatewayId;
        ChangeInterest(gateway, gateway.MemberCount + 1, gateway.IsAttached);
    }

    private CommandResult Append(ChannelEventKind kind, ChannelCommand command, Origin origin)
    {
        if (_pending.HasResumptions)
        {
            CutPending();
        }

        AppendEvent(new ChannelEvent
        {
            Kind = kind,
            Offset = LastOffset + 1,
            ConnectionId = command.ConnectionId,
            Echo = command.Echo,
            EventName = command.EventName,
            Payload = command.Payload,
            PayloadIsArguments = command.PayloadIsArguments,
            DeduplicationKey = command.DeduplicationKey,
            IsResumable = command.IsResumable,
            Batch = origin.Batch,
            CommandIndex = origin.CommandIndex,
        });
        return new CommandResult(CommandOutcome.Applied, LastOffset);
    }

    private void Append(LogMember member, ChannelEventKind kind) => AppendEvent(new ChannelEvent
    {
        Kind = kind,
        Offset = LastOffset + 1,
        ConnectionId = member.ConnectionId,
        Payload = member.Profile,
        JoinedAt = member.JoinedAt,
        IsResumable = member.IsResumable,
    });

    private void AppendEvent(ChannelEvent channelEvent)
    {
        LastOffset = channelEvent.Offset;
        _tail.Append(channelEvent);
        _pending.Add(channelEvent);
    }

    private void CutPending() => _pending.Cut(GetInterested(), LastOffset, _tail);

    private IReadOnlyList<Outgoing> TakePending() => _pending.Take(GetInterested(), LastOffset, _tail);

    private bool IsAway(LogMember member) =>
        member.Gateway is null && _members.TryGet(member.ConnectionId, out var current) && ReferenceEquals(current, member);

    private void DropReturned()
    {
        while (_graces.TryPeek(out var next) && !IsAway(next.Member))
        {
            _graces.Dequeue();
        }
    }

    private GatewayState GetOrAddGateway(GatewayId gatewayId)
    {
        if (!_gateways.TryGetValue(gatewayId, out var gateway))
        {
            gateway = new GatewayState(gatewayId);
            _gateways.Add(gatewayId, gateway);
        }

        return gateway;
    }

    private void ChangeInterest(GatewayState gateway, int memberCount, bool attached)
    {
        var had = gateway.HasInterest;
        gateway.MemberCount = memberCount;
        gateway.IsAttached = attached;
        if (had != gateway.HasInterest)
        {
            _interested = null;
            if (!had)
            {
                _pending.Gain(gateway.Id);
            }
        }
    }

    private GatewayId[] GetInterested() =>
        _interested ??= [.. _gateways.Where(static pair => pair.Value.HasInterest).Select(static pair => pair.Key)];

    /// <summary>The command that became an event; the default for a server's.</summary>
    private readonly record struct Origin(BatchId? Batch, int CommandIndex);

    private sealed class GatewayState(GatewayId id)
    {
        public GatewayId Id => id;

        public int MemberCount { get; set; }

        public bool IsAttached { get; set; }

        public long LastSequence { get; set; }

        public UplinkReply? LastReply { get; set; }

        public RecoveredBatch? Recovered { get; set; }

        public bool HasInterest => MemberCount > 0 || IsAttached;
    }
}
