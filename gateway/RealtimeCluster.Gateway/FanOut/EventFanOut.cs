using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Brings the events of this gateway's stream to its connections.</summary>
/// <remarks>
/// Called from the stream's turns only, one batch at a time. Consecutive events of a channel are encoded once and appended to
/// each receiver's output as one piece, and each receiver touched by a batch is flushed once, as <see cref="FlushList"/> says.
/// Nothing here waits for a connection and nothing throws for one.
/// </remarks>
internal sealed partial class EventFanOut(
    LocalChannelIndex index,
    IEventReceivers connections,
    IGapFiller gaps,
    PositionSets positionSets,
    Rewinds rewinds,
    Resumptions resumptions,
    ILocalSiloDetails self,
    FlushList flushes,
    IOptions<PacketLimitsOptions> limits,
    GatewayMetrics metrics,
    ILogger<EventFanOut> logger)
{
    private readonly EventRun _run = new(limits.Value.MaxAttachmentCount);
    private readonly List<long> _published = [];
    private readonly GatewayId _self = new(self.SiloAddress);

    /// <summary>
    /// Delivers a batch of envelopes in order. One that cannot be delivered is lost for the members of its channel, who are told so, and for nobody else.
    /// </summary>
    public void Deliver(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        FanOutSpans? spans = null;
        flushes.Begin();
        try
        {
            foreach (var envelope in envelopes)
            {
                if (!index.Assembly.TryTake(envelope, out var whole))
                {
                    continue;
                }

                if (whole.Traces is not null)
                {
                    (spans ??= new FanOutSpans()).Add(whole);
                }

                DeliverOrLose(whole);
            }
        }
        finally
        {
            rewinds.End();
            spans?.BeginWrites();
            var flushedCount = flushes.End();
            metrics.Flushed(flushedCount);
            spans?.EndWrites(flushedCount);
            if (_published.Count > 0)
            {
                metrics.Published(CollectionsMarshal.AsSpan(_published));
                _published.Clear();
            }
        }
    }

    private void DeliverOrLose(Envelope envelope)
    {
        try
        {
            Deliver(envelope);
        }
        catch (Exception exception)
        {
            Log.EnvelopeFailed(logger, envelope.Channel, exception);
            if (index.TryGet(envelope.Channel, out var channel))
            {
                lock (channel.Lock)
                {
                    LoseContinuity(envelope.Channel, channel);
                }
            }
        }
    }

    private void Deliver(Envelope envelope)
    {
        if (!index.TryGet(envelope.Channel, out var channel))
        {
            // A join or resumption of one of ours is what brings a channel here; other events have no receivers.
            if (envelope.Channel.Kind != ChannelKind.Channel || !(envelope.Resumptions.Length > 0 || HasLocalJoin(envelope)))
            {
                DeliverToLeavers(envelope);
                if (envelope.Channel.Kind == ChannelKind.Channel)
                {
                    gaps.Doubt(envelope.Channel, envelope.IsFill);
                }

                return;
            }

            channel = index.GetOrAdd(envelope.Channel);
        }

        lock (channel.Lock)
        {
            if (TryAccept(channel, envelope))
            {
                _run.Begin(envelope.Channel, channel);
                var isWhole = TakeEvents(channel, envelope);
                if (_run.Count > 0)
                {
                    DeliverRun(envelope, channel);
                }

                if (isWhole)
                {
                    resumptions.Take(channel, envelope);
                }
            }

            if (envelope.Channel.Kind == ChannelKind.Channel)
            {
                index.RemoveIfEmpty(envelope.Channel, channel);
            }
        }
    }

    private bool HasLocalJoin(Envelope envelope)
    {
        foreach (var channelEvent in envelope.Events)
        {
            if (channelEvent is { Kind: ChannelEventKind.Joined, ConnectionId: { } id } && connections.TryGet(id, out var connection)
                && IsItsOwn(envelope.Channel, channelEvent, connection))
            {
                return true;
            }
        }

        return false;
    }

    // That its client has asked to leave since counts when the leave comes: whoever is a member from one offset to another gets every event between.
    private bool IsItsOwn(ChannelKey key, ChannelEvent joined, EventReceiver connection) => connection.AskedAfter(key) is { } askedAfter
        && joined.Generation == connection.Generation
        && (joined.Batch is null || PlaceOfOurs(joined) > askedAfter);

    // A leave that is repeated is of the past as well: its client has heard of it. Of more leaves at once than are remembered nothing is known, and each is heard.
    private bool IsAwaited(ChannelKey key, ChannelEvent left, EventReceiver connection) =>
        PlaceOfOurs(left) is not { } place || connection.AskedAfter(key) is not { } askedAfter || place > askedAfter;

    private CommandPlace? PlaceOfOurs(ChannelEvent channelEvent) => channelEvent.Batch?.Gateway == _self ? CommandPlace.Of(channelEvent) : null;

    private bool TryAccept(LocalChannel channel, Envelope envelope)
    {
        var first = envelope.Events.Length > 0 ? envelope.Events[0].Offset : envelope.LastOffset + 1;
        switch (channel.Replica.Accept(envelope.Epoch, envelope.Term, first, envelope.Replay))
        {
            case ChannelReplica.Verdict.Stale:
                metrics.StaleSkipped(envelope.Events.Length);
                return false;
            case ChannelReplica.Verdict.NewEpoch:
                LoseContinuity(envelope.Channel, channel);
                return true;
            default:
                return true;
        }
    }

    // Takes the events that are next into the run; false when some before them are missing.
    private bool TakeEvents(LocalChannel channel, Envelope envelope)
    {
        foreach (var channelEvent in envelope.Events)
        {
            var step = channel.Replica.Take(channelEvent);
            if (step == ChannelReplica.Step.Gap && envelope.IsFill)
            {
                // The owner no longer has what lies between.
                channel.Replica.Skip(channelEvent.Offset);
                LoseContinuity(envelope.Channel, channel);
                step = channel.Replica.Take(channelEvent);
            }

            switch (step)
            {
                case ChannelReplica.Step.Repeated:
                    metrics.DuplicateSkipped();
                    continue;
                case ChannelReplica.Step.Gap:
                    AskForGap(channel, envelope, channelEvent.Offset);
                    return false;
            }

            var subject = FindSubject(channelEvent, channel);
            if (subject is not null && channelEvent.Generation > subject.Generation)
            {
                subject.OnSuperseded();
            }

            if (channelEvent.IsVisible)
            {
                _run.Add(channelEvent, subject);
            }
            else if (channelEvent is { Kind: ChannelEventKind.Moved, Batch: { } batch } && batch.Gateway != _self
                && subject is not null && channel.Find(subject.Id) is { } former)
            {
                // One that comes to this gateway is added, or takes the place of its former connection here, by its resumption.
                channel.Remove(former);
            }
        }

        return envelope.LastOffset <= channel.Replica.LastOffset || MissesEnd(channel, envelope);
    }

    // What is told of and not here was given up on its way. An owner that was asked for it has nothing better.
    private bool MissesEnd(LocalChannel channel, Envelope envelope)
    {
        if (!envelope.IsFill)
        {
            AskForGap(channel, envelope, envelope.LastOffset + 1);
            return false;
        }

        channel.Replica.Skip(envelope.LastOffset + 1);
        LoseContinuity(envelope.Channel, channel);
        return true;
    }

    private void AskForGap(LocalChannel channel, Envelope envelope, long offset)
    {
        metrics.GapSeen(offset - channel.Replica.LastOffset - 1);
        Log.GapSeen(logger, envelope.Channel.Kind, channel.Replica.LastOffset, offset);
        if (!channel.Replica.IsAskingForGap)
        {
            channel.Replica.IsAskingForGap = true;
            gaps.Ask(envelope.Channel);
        }
    }

    private void LoseContinuity(ChannelKey key, LocalChannel channel)
    {
        Log.ContinuityLost(logger, key.Kind, channel.Count);
        foreach (var member in channel.Members)
        {
            if (member.Positions is not null)
            {
                member.LoseContinuity();
            }
        }
    }

    // A connection that is gone is no longer registered, but stays a receiver until its leave comes round.
    private EventReceiver? FindSubject(ChannelEvent channelEvent, LocalChannel channel)
    {
        if (channelEvent.ConnectionId is not { } id)
        {
            return null;
        }

        return channel.Find(id) ?? (connections.TryGet(id, out var connection) ? connection : null);
    }

    // Whoever is no subject of the run gets all of it, as bytes put together once; subjects get their own selection.
    private void DeliverRun(Envelope envelope, LocalChannel channel)
    {
        var key = envelope.Channel;
        var deliveredCount = 0;
        foreach (var member in channel.Members)
        {
            if (!_run.IsSpecial(member) && !member.IsClosed)
            {
                deliveredCount += _run.Count;
                if (member.Held is { } held)
                {
                    for (var i = 0; i < _run.Count; i++)
                    {
                        held.Add(key, channel, _run[i].Event);
                    }

                    continue;
                }

                positionSets.Note(member, channel);
                flushes.Touch(member, _run.IsUrgent);
                _run.EnqueueTo(member);
            }
        }

        foreach (var special in _run.Special)
        {
            deliveredCount += DeliverSelection(envelope, channel, special);
        }

        metrics.Delivered(deliveredCount);
        if (deliveredCount > 0 && metrics.MeasuresLatency)
        {
            NotePublished();
        }
    }

    private void NotePublished()
    {
        for (var i = 0; i < _run.Count; i++)
        {
            if (_run[i].Event.PublishedAt is > 0 and var published)
            {
                _published.Add(published);
            }
        }
    }

    private int DeliverSelection(Envelope envelope, LocalChannel channel, EventReceiver connection)
    {
        var key = envelope.Channel;
        var deliveredCount = 0;
        var wasMember = channel.Contains(connection);
        var isMember = wasMember;
        var joinedAt = channel.JoinedAt(connection);
        for (var i = 0; i < _run.Count; i++)
        {
            var (channelEvent, subject) = _run[i];
            var isDelivered = isMember;
            if (ReferenceEquals(subject, connection))
            {
                switch (channelEvent.Kind)
                {
                    case ChannelEventKind.Joined when channelEvent.Generation != connection.Generation:
                        // Of its past on another gateway: what it is in since, its resumption says, or a join of its own.
                        isDelivered = false;
                        break;
                    case ChannelEventKind.Joined:
                        isMember = !connection.IsClosed && IsItsOwn(key, channelEvent, connection);
                        joinedAt = channelEvent.MemberSince;
                        isDelivered = isMember && channelEvent.Echo;
                        deliveredCount += isMember ? rewinds.Deliver(envelope, channel, connection, channelEvent) : 0;
                        break;
                    case ChannelEventKind.Left:
                        isMember = false;
                        isDelivered = TakeLeave(key, channelEvent, connection);
                        break;
                    default:
                        isDelivered = isMember && channelEvent.Echo;
                        break;
                }
            }

            if (isDelivered)
            {
                DeliverOne(key, channel, connection, i);
                deliveredCount++;
            }
        }

        channel.Remove(connection);
        if (isMember)
        {
            channel.Add(connection, joinedAt);
        }
        else if (connection.Positions is { } positions && key.Kind == ChannelKind.Channel)
        {
            connection.Positions = positionSets.Without(positions, channel);
        }

        return deliveredCount;
    }

    private void DeliverOne(ChannelKey key, LocalChannel channel, EventReceiver connection, int i)
    {
        if (connection.Held is { } held)
        {
            held.Add(key, channel, _run[i].Event);
            return;
        }

        positionSets.Note(connection, channel);
        flushes.Touch(connection, isUrgent: true);
        connection.Enqueue(_run.Encode(connection.Positions, i));
    }

    // Whether its client hears of it.
    private bool TakeLeave(ChannelKey key, ChannelEvent left, EventReceiver connection)
    {
        if (!IsAwaited(key, left, connection))
        {
            return false;
        }

        connection.OnLeft(key, PlaceOfOurs(left));
        return left.Echo;
    }

    private void DeliverToLeavers(Envelope envelope)
    {
        _run.Begin(envelope.Channel, channel: null);
        foreach (var channelEvent in envelope.Events)
        {
            if (channelEvent is { Kind: ChannelEventKind.Left, Echo: true, ConnectionId: { } id } && connections.TryGet(id, out var leaver) && leaver.Held is null
                && TakeLeave(envelope.Channel, channelEvent, leaver))
            {
                // It is in no log that this event could move it on in.
                _run.Add(channelEvent, leaver);
                flushes.Touch(leaver, isUrgent: true);
                leaver.Enqueue(_run.Encode(positions: null, _run.Count - 1));
                _run.Begin(envelope.Channel, channel: null);
                metrics.Delivered(1);
            }
        }
    }
}
