using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Silo.Log;

/// <summary>What one call made of a log, cut where the rules of an envelope demand it.</summary>
/// <remarks>
/// An envelope with resumptions holds no other events than their moves, so that a gateway adds each resumed connection exactly
/// between two events. Gateways that begin or stop being interested during a call get all of it.
/// </remarks>
internal sealed class PendingOutgoing
{
    private readonly List<ChannelEvent> _events = [];
    private readonly List<Resumption> _resumptions = [];
    private readonly List<Outgoing> _cut = [];
    private readonly List<GatewayId> _gained = [];
    private GatewayId[] _before = [];
    private GatewayId _resumedOn;

    public bool HasResumptions => _resumptions.Count > 0;

    public bool IsEmpty => _events.Count == 0 && _resumptions.Count == 0;

    /// <summary>Whether a resumption may be added without a cut.</summary>
    public bool IsOnlyResumptions => IsEmpty || HasResumptions;

    /// <summary>The last offset before the resumptions.</summary>
    public long ReplayEnd { get; private set; }

    public void Begin(GatewayId[] interested)
    {
        _before = interested;
        _cut.Clear();
        _gained.Clear();
    }

    /// <summary>A gateway begins to be interested, perhaps not for long.</summary>
    public void Gain(GatewayId gateway) => _gained.Add(gateway);

    public void Add(ChannelEvent channelEvent) => _events.Add(channelEvent);

    public void Resume(Resumption resumption, GatewayId gateway, long replayEnd)
    {
        _resumptions.Add(resumption);
        _resumedOn = gateway;
        ReplayEnd = replayEnd;
    }

    public void Cut(GatewayId[] interested, long lastOffset, ChannelTail tail)
    {
        if (IsEmpty)
        {
            return;
        }

        ChannelEvent[] replay = [];
        if (HasResumptions)
        {
            // The tail covers it: each resumption was checked, and only their own moves were appended since.
            var start = _resumptions.Min(static resumption => resumption.After);
            if (tail.TryGetAfter(start, lastOffset, out var after))
            {
                replay = [.. after.TakeWhile(channelEvent => channelEvent.Offset <= ReplayEnd)];
            }
        }

        var targets = ReferenceEquals(_before, interested) ? interested : [.. _before.Union(interested).Union(_gained)];
        _cut.Add(new Outgoing([.. _events], targets, lastOffset)
        {
            Resumptions = [.. _resumptions],
            Replay = replay,
            ResumedOn = _resumedOn,
        });
        _before = interested;
        _gained.Clear();
        _events.Clear();
        _resumptions.Clear();
    }

    public IReadOnlyList<Outgoing> Take(GatewayId[] interested, long lastOffset, ChannelTail tail)
    {
        Cut(interested, lastOffset, tail);
        if (_cut.Count == 0)
        {
            return [];
        }

        // A log in which nothing more happens must not keep the events of its last turn.
        Outgoing[] taken = [.. _cut];
        _cut.Clear();
        return taken;
    }
}
