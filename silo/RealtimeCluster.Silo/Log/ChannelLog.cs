using System.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log.Members;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Log;

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
    private readonly GatewayTable _gateways;
    private readonly LogMembership _members;
    private readonly MemberGraces _graces;
    private readonly LogWriter _writer;
    private readonly LogCommands _commands;
    private readonly LogFills _fills;

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
        var pending = new PendingOutgoing();
        _gateways = new GatewayTable(pending);
        _members = new LogMembership(_gateways, tail);
        _graces = new MemberGraces(_members);
        _writer = new LogWriter(tail, pending, _gateways);
        _fills = new LogFills(epoch, _writer, _gateways);
        _commands = new LogCommands(_writer, _members, _gateways, new LogResumption(epoch, kind == ChannelKind.Channel, _writer, _members));
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
        _writer.Restore(recovered.LastOffset, recovered.Tail.Length == 0 ? recovered.LastOffset : recovered.Tail[0].Offset - 1, recovered.Tail);
        _gateways.Restore(assertions, recovered.Batches);
        foreach (var member in recovered.Members)
        {
            _members.TryAdd(member);
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
        _writer.Restore(estate.LastOffset, estate.TailStartsAfter, estate.Tail);
        _gateways.Restore(estate);
        foreach (var left in estate.Members)
        {
            _members.TryAdd(new LogMember(left.ConnectionId, left.Gateway, left.Profile) 
            {
                JoinedAt = left.JoinedAt,
                IsResumable = left.IsResumable,
                Generation = left.Generation,
                IsProfileUnknown = left.IsProfileUnknown,
            });
        }
    }

    /// <summary>The life of the numbering.</summary>
    public long Epoch { get; }

    /// <summary>The life of this owner.</summary>
    public long Term { get; }

    /// <summary>The offset of the last event; 0 before the first.</summary>
    public long LastOffset => _writer.LastOffset;

    /// <summary>How many members there are, those away included.</summary>
    public int MemberCount => _members.Count;

    /// <summary>Whether any gateway wants events.</summary>
    public bool HasInterest => _gateways.Interested.Length > 0;

    /// <summary>The gateways this log knows.</summary>
    public IReadOnlyCollection<GatewayId> Gateways => _gateways.Ids;

    /// <summary>When the next grace ends, in the unit given to <see cref="LoseGateway"/>; <see langword="null"/> when nobody is away.</summary>
    public long? NextGraceEnd => _graces.NextEnd;

    /// <summary>The members and the position at which the list is exact.</summary>
    public MemberList GetMembers() => _members.ToList(new StreamPosition(Epoch, LastOffset));

    /// <summary>How many members there are, and the position at which the number is exact.</summary>
    public MemberCount GetMemberCount() => new(MemberCount, new StreamPosition(Epoch, LastOffset));

    /// <summary>A page of the members, and the position at which it and all before it are exact.</summary>
    /// <param name="after">The cursor of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most members to list.</param>
    /// <returns><see langword="null"/> when the cursor counts no more.</returns>
    public MemberPage? GetMemberPage(MemberCursor? after, int count) => _members.ToPage(after, count, Term, new StreamPosition(Epoch, LastOffset));

    /// <summary>The events after an offset, for who asks for history.</summary>
    /// <param name="after">The last offset the asker has.</param>
    /// <param name="events">The events.</param>
    /// <returns><see langword="false"/> when some are no longer kept.</returns>
    public bool TryGetAfter(long after, out ChannelEvent[] events) => _writer.Tail.TryGetAfter(after, LastOffset, out events);

    /// <summary>Everything that is kept of the log.</summary>
    public ChannelEvent[] GetTail() => _writer.Tail.ToArray();

    /// <summary>Whether any event is kept.</summary>
    public bool HasTail => _writer.Tail.Count > 0;

    /// <summary>Lets go of events that are too old. Every change does so too; a log in which nothing happens needs to be asked.</summary>
    public void Trim() => _writer.Tail.Trim();

    /// <summary>Everything, for a successor.</summary>
    public LogEstate ToEstate() => new()
    {
        Epoch = Epoch,
        Term = Term,
        LastOffset = LastOffset,
        Tail = _writer.Tail.ToArray(),
        TailStartsAfter = _writer.Tail.LastLostOffset,
        Members = _members.ToEstate(),
        Gateways = _gateways.ToEstate(),
    };

    /// <summary>Applies a gateway's commands in order, once.</summary>
    /// <param name="batch">The batch; a repeated one is answered as before, without events.</param>
    public AppliedBatch Apply(UplinkBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Term != 0 && batch.Term != Term)
        {
            return new AppliedBatch(Mismatch(), []);
        }

        var gateway = _gateways.GetOrAdd(batch.Gateway);
        var recovered = gateway.Recovered?.Sequence == batch.Sequence ? gateway.Recovered : null;
        if (batch.Sequence <= gateway.LastSequence && recovered is null)
        {
            // Only the last batch can be repeated: an older one was answered, or its gateway would not have gone on.
            Debug.Assert(batch.Sequence == gateway.LastSequence, "A gateway repeats no batch but its last.");
            return new AppliedBatch(gateway.LastReply ?? Mismatch(), []);
        }

        var id = new BatchId(batch.Gateway, batch.Sequence);
        var repetition = recovered is null ? null : new BatchRepetition(_commands, _writer, batch, recovered);
        _writer.Begin();
        var results = new CommandResult[batch.Commands.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var origin = new CommandOrigin(id, i);
            results[i] = repetition is null
                ? _commands.Apply(batch.Commands[i], batch.Gateway, origin)
                : repetition.Apply(origin);
        }

        gateway.LastSequence = batch.Sequence;
        gateway.Recovered = null;
        gateway.LastReply = Answer(results);
        return new AppliedBatch(gateway.LastReply, _writer.Take());
    }

    /// <summary>Appends events for a server.</summary>
    /// <param name="commands">Publish commands.</param>
    public AppliedBatch Publish(ChannelCommand[] commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        if (Array.Exists(commands, static command => command.Kind != ChannelCommandKind.Publish))
        {
            throw new ArgumentException("A server only publishes; members are connections of gateways.", nameof(commands));
        }

        _writer.Begin();
        var results = new CommandResult[commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            results[i] = _commands.Publish(commands[i], default);
        }

        return new AppliedBatch(Answer(results), _writer.Take());
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
        // They are members as of what the gateway has seen: some may have left since.
        foreach (var member in new MemberRecovery([assertion], Epoch, LastOffset).Replay(GetTail()))
        {
            if (member.Gateway == assertion.Gateway)
            {
                _members.TryAdd(member);
            }
        }

        if (assertion.Attached)
        {
            _gateways.Attach(assertion.Gateway, isAttached: true);
        }

        var position = assertion.Position;
        isProven = assertion.Term <= Term && (position.Epoch < Epoch
            || (position.Epoch == Epoch && position.Offset <= (assertion.Term == Term ? LastOffset : _writer.RecoveredOffset)));
        return new AppliedBatch(Answer([]), isProven && !assertion.IsRest ? _fills.Fill(assertion) : []);
    }

    /// <summary>What the gateways have not seen yet of this log, for an owner that has just taken over.</summary>
    /// <param name="assertions">How far they are. One with members that says nothing has never heard of their joins.</param>
    public IReadOnlyList<Outgoing> FillAll(IReadOnlyCollection<GatewayAssertion> assertions) => _fills.FillAll(assertions);

    /// <summary>A gateway is gone: those of its members that cannot come back leave, the others are away until they do.</summary>
    /// <param name="gatewayId">The gateway. Losing it again, or one never seen, does nothing.</param>
    /// <param name="graceEnd">Until when they may come back; later calls never give an earlier end.</param>
    public AppliedBatch LoseGateway(GatewayId gatewayId, long graceEnd)
    {
        var lost = _gateways.Remove(gatewayId) ? _members.OnGateway(gatewayId) : [];
        _writer.Begin();
        foreach (var member in lost)
        {
            if (member.IsResumable)
            {
                _members.Move(member, gateway: null);
                _graces.Begin(member, graceEnd);
                _writer.Append(ChannelEventKind.Away, member);
            }
            else
            {
                _members.Remove(member);
                _writer.Append(ChannelEventKind.Left, member);
            }
        }

        return new AppliedBatch(Answer([]), _writer.Take());
    }

    /// <summary>Gives members that were away already, when this owner took over, a grace of their own.</summary>
    /// <param name="graceEnd">Until when they may come back.</param>
    public void BeginGraces(long graceEnd) => Array.ForEach(_members.OnGateway(null), member => _graces.Begin(member, graceEnd));

    /// <summary>Members whose grace is over leave.</summary>
    /// <param name="now">The time, in the unit of the deadlines.</param>
    public AppliedBatch EndGraces(long now)
    {
        _writer.Begin();
        foreach (var member in _graces.TakeEnded(now))
        {
            _members.Remove(member);
            _writer.Append(ChannelEventKind.Left, member);
        }

        return new AppliedBatch(Answer([]), _writer.Take());
    }

    private UplinkReply Answer(CommandResult[] results) => new() { Epoch = Epoch, Term = Term, Results = results };

    private UplinkReply Mismatch() => new() { Epoch = Epoch, Term = Term, TermMismatch = true };
}
