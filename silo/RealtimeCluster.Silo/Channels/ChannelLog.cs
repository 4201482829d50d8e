using System.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Channels;

/// <summary>
/// One sequenced log: it gives offsets, keeps the members and the tail, and says which gateways get an event.
/// </summary>
/// <remarks>
/// A deterministic state machine: no clock but the history's, no Orleans, no I/O. Not thread-safe; its grain's turns are its
/// lock. Every change that anyone can see is an event with the next offset. A gateway has one batch in flight, so it is
/// enough to remember the last answer to each gateway to apply every batch once.
/// </remarks>
public sealed class ChannelLog
{
    private readonly Dictionary<GatewayId, GatewayState> _gateways = [];
    private readonly MemberMap _members = new();
    private readonly ChannelHistory _history;
    private readonly List<ChannelEvent> _pending = [];
    private GatewayId[]? _interested;

    /// <summary>Creates an empty log.</summary>
    /// <param name="epoch">The life of the numbering; not 0.</param>
    /// <param name="history">Where the tail is kept.</param>
    public ChannelLog(long epoch, ChannelHistory history)
    {
        ArgumentOutOfRangeException.ThrowIfZero(epoch);
        ArgumentNullException.ThrowIfNull(history);
        Epoch = epoch;
        _history = history;
    }

    /// <summary>The life of the numbering.</summary>
    public long Epoch { get; }

    /// <summary>The offset of the last event; 0 before the first.</summary>
    public long LastOffset { get; private set; }

    /// <summary>How many members there are.</summary>
    public int MemberCount => _members.Count;

    /// <summary>Whether any gateway wants events.</summary>
    public bool HasInterest => GetInterested().Length > 0;

    /// <summary>The members and the position at which the list is exact.</summary>
    public MemberList GetMembers() => new(_members.ToArray(), new StreamPosition(Epoch, LastOffset));

    /// <summary>Applies a gateway's commands in order, once.</summary>
    /// <param name="batch">The batch; a repeated one is answered as before, without events.</param>
    public AppliedBatch Apply(UplinkBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Epoch != 0 && batch.Epoch != Epoch)
        {
            return new AppliedBatch(new UplinkReply { Epoch = Epoch, EpochMismatch = true }, [], []);
        }

        var gateway = GetOrAddGateway(batch.Gateway);
        if (batch.Sequence <= gateway.LastSequence)
        {
            // Only the last batch can be repeated: an older one was answered, or its gateway would not have gone on.
            Debug.Assert(batch.Sequence == gateway.LastSequence, "A gateway repeats no batch but its last.");
            return new AppliedBatch(gateway.LastReply!, [], []);
        }

        var before = GetInterested();
        var results = new CommandResult[batch.Commands.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Apply(batch.Commands[i], batch.Gateway, gateway);
        }

        gateway.LastSequence = batch.Sequence;
        gateway.LastReply = new UplinkReply { Epoch = Epoch, Results = results };
        return new AppliedBatch(gateway.LastReply, TakePending(), Union(before, GetInterested()));
    }

    /// <summary>Appends events for a server.</summary>
    /// <param name="commands">Publish commands.</param>
    public AppliedBatch Publish(ChannelCommand[] commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var results = new CommandResult[commands.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            if (commands[i].Kind != ChannelCommandKind.Publish)
            {
                throw new ArgumentException("A server only publishes; members are connections of gateways.", nameof(commands));
            }

            results[i] = Append(ChannelEventKind.Message, commands[i]);
        }

        return new AppliedBatch(new UplinkReply { Epoch = Epoch, Results = results }, TakePending(), GetInterested());
    }

    /// <summary>Takes over what a gateway holds, without events: its members were announced in an earlier epoch.</summary>
    /// <param name="assertion">The gateway's members; repeating it changes nothing.</param>
    public UplinkReply Assert(GatewayAssertion assertion)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        var gateway = GetOrAddGateway(assertion.Gateway);
        foreach (var member in assertion.Members)
        {
            if (_members.TryAdd(member.ConnectionId, assertion.Gateway, member.Profile))
            {
                gateway.MemberCount++;
            }
        }

        gateway.IsAttached |= assertion.Attached;
        _interested = null;
        return new UplinkReply { Epoch = Epoch };
    }

    /// <summary>A gateway is gone: its members leave in the order of joining.</summary>
    /// <param name="gatewayId">The gateway. Losing it again, or one never seen, does nothing.</param>
    public AppliedBatch LoseGateway(GatewayId gatewayId)
    {
        if (_gateways.Remove(gatewayId))
        {
            _interested = null;
            foreach (var member in _members.OnGateway(gatewayId))
            {
                _members.TryRemove(member.ConnectionId, gatewayId, out _);
                AppendEvent(new ChannelEvent
                {
                    Kind = ChannelEventKind.Left,
                    Offset = LastOffset + 1,
                    ConnectionId = member.ConnectionId,
                    Payload = member.Profile,
                });
            }
        }

        return new AppliedBatch(new UplinkReply { Epoch = Epoch }, TakePending(), GetInterested());
    }

    private CommandResult Apply(ChannelCommand command, GatewayId gatewayId, GatewayState gateway)
    {
        switch (command.Kind)
        {
            case ChannelCommandKind.Join:
                if (!_members.TryAdd(command.ConnectionId!, gatewayId, command.Payload))
                {
                    return new CommandResult(CommandOutcome.AlreadyMember, LastOffset);
                }

                ChangeInterest(gateway, gateway.MemberCount + 1, gateway.IsAttached);
                return Append(ChannelEventKind.Joined, command);

            case ChannelCommandKind.Leave:
                if (!_members.TryRemove(command.ConnectionId!, gatewayId, out var lastProfile))
                {
                    return new CommandResult(CommandOutcome.NotMember, LastOffset);
                }

                ChangeInterest(gateway, gateway.MemberCount - 1, gateway.IsAttached);
                return Append(ChannelEventKind.Left, new ChannelCommand
                {
                    Kind = command.Kind,
                    ConnectionId = command.ConnectionId,
                    Echo = command.Echo,
                    Payload = lastProfile,
                });

            case ChannelCommandKind.Update:
                return _members.TryUpdate(command.ConnectionId!, gatewayId, command.Payload)
                    ? Append(ChannelEventKind.Updated, command)
                    : new CommandResult(CommandOutcome.NotMember, LastOffset);

            case ChannelCommandKind.Publish:
                return Append(ChannelEventKind.Message, command);

            case ChannelCommandKind.Attach:
                ChangeInterest(gateway, gateway.MemberCount, attached: true);
                return new CommandResult(CommandOutcome.Applied, LastOffset);

            case ChannelCommandKind.Detach:
                ChangeInterest(gateway, gateway.MemberCount, attached: false);
                return new CommandResult(CommandOutcome.Applied, LastOffset);

            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "Unknown kind of command.");
        }
    }

    private CommandResult Append(ChannelEventKind kind, ChannelCommand command)
    {
        AppendEvent(new ChannelEvent
        {
            Kind = kind,
            Offset = LastOffset + 1,
            ConnectionId = command.ConnectionId,
            Echo = command.Echo,
            EventName = command.EventName,
            Payload = command.Payload,
            PayloadIsArguments = command.PayloadIsArguments,
        });
        return new CommandResult(CommandOutcome.Applied, LastOffset);
    }

    private void AppendEvent(ChannelEvent channelEvent)
    {
        LastOffset = channelEvent.Offset;
        _history.Append(channelEvent);
        _pending.Add(channelEvent);
    }

    private ChannelEvent[] TakePending()
    {
        if (_pending.Count == 0)
        {
            return [];
        }

        ChannelEvent[] events = [.. _pending];
        _pending.Clear();
        return events;
    }

    private GatewayState GetOrAddGateway(GatewayId gatewayId)
    {
        if (!_gateways.TryGetValue(gatewayId, out var gateway))
        {
            gateway = new GatewayState();
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
        }
    }

    private GatewayId[] GetInterested() =>
        _interested ??= [.. _gateways.Where(static pair => pair.Value.HasInterest).Select(static pair => pair.Key)];

    private static GatewayId[] Union(GatewayId[] before, GatewayId[] after) =>
        ReferenceEquals(before, after) ? after : [.. before.Union(after)];

    private sealed class GatewayState
    {
        public int MemberCount { get; set; }

        public bool IsAttached { get; set; }

        public long LastSequence { get; set; }

        public UplinkReply? LastReply { get; set; }

        public bool HasInterest => MemberCount > 0 || IsAttached;
    }
}
