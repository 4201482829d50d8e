using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>The owner of one channel, its successors, and what in the end was true of the channel.</summary>
internal sealed class ModelOwner(ChannelKey key, FakeTimeProvider time)
{
    // So few that most envelopes with more than two events are cut.
    private const int MaxEnvelopeBytes = 300;

    private static long LastLife = 1_000;

    private readonly Dictionary<(BatchId, int), long> _offsets = [];
    private ChannelLog? _log;
    private long _recoveredFrom;
    private LogEstate? _left;
    private bool _isSilent;

    public ChannelKey Key => key;

    /// <summary>The events of the log as they stand: those that a death undid are not among them.</summary>
    public SortedDictionary<long, ChannelEvent> Truth { get; } = [];

    /// <summary>How many owners there have been.</summary>
    public int LifeCount { get; private set; }

    /// <summary>Called when a successor is about to go on from what the gateways hold.</summary>
    public Action Recovering { get; set; } = static () => { };

    /// <summary>Whether it is alive.</summary>
    public bool IsAlive => _log is not null;

    public Member[] Members => _log?.GetMembers().ToMembers() ?? [];

    /// <summary>Takes a gateway's batch and has its answer on the way.</summary>
    public void Call(ModelGateway gateway, IReadOnlyList<ModelGateway> gateways)
    {
        Start(gateways);
        var uplink = gateway.Uplink(key);
        if (uplink.MustAssert)
        {
            uplink.MustAssert = false;
            Assert(gateway, gateways);
        }

        if (uplink.Take() is not { } batch)
        {
            return;
        }

        var applied = _log!.Apply(batch);
        if (applied.Reply.TermMismatch)
        {
            Assert(gateway, gateways);
            return;
        }

        Post(applied.Outgoing, gateways);
        uplink.Reply(applied.Reply);
    }

    public void LoseGateway(ModelGateway lost, IReadOnlyList<ModelGateway> gateways) =>
        Post(_log?.LoseGateway(lost.Id, graceEnd: 1).Outgoing ?? [], gateways);

    public void EndGraces(IReadOnlyList<ModelGateway> gateways) => Post(_log?.EndGraces(now: 1).Outgoing ?? [], gateways);

    /// <summary>Dies: of what it sent each gateway only the first part had arrived.</summary>
    public void Die(IReadOnlyList<ModelGateway> gateways, int seed)
    {
        _log = null;
        LifeCount++;
        var random = new Random(seed);
        foreach (var gateway in gateways)
        {
            var arrived = random.Next(gateway.Stream.Count(envelope => envelope.Channel == key) + 1);
            var kept = gateway.Stream.Where(envelope => envelope.Channel != key || arrived-- > 0).ToArray();
            gateway.Stream.Clear();
            Array.ForEach(kept, gateway.Stream.Enqueue);
            gateway.Uplink(key).LoseReply();
        }
    }

    /// <summary>Ends, and leaves what it knew; what it sent and answered before is still under way.</summary>
    /// <param name="isSilent">Whether the next successor cannot ask for it.</param>
    public void Rest(bool isSilent)
    {
        if (_log is not null)
        {
            (_left, _isSilent, _log) = (_log.ToEstate(), isSilent, null);
            LifeCount++;
        }
    }

    public void Start(IReadOnlyList<ModelGateway> gateways)
    {
        if (_log is not null)
        {
            return;
        }

        if (_left is not null && !_isSilent)
        {
            // Nobody died, so that only the home was asked. One that does not answer is a reason to ask everybody.
            GoOnFrom(TakeLeft()!, [], gateways);
            return;
        }

        var term = Interlocked.Increment(ref LastLife);
        var described = gateways.Select(gateway => gateway.Describe(key, term)).ToArray();
        var assertions = described.Where(static assertion => !assertion.IsEmpty).ToArray();
        if (TakeLeft() is { } left)
        {
            Xunit.Assert.False(LogRecovery.IsOutdated(left, described), "Nobody has spoken since, though a gateway says that somebody has.");
            GoOnFrom(left, assertions, gateways);
            return;
        }

        Recovering();
        var tails = TailRange.Cover(assertions)
            .Select(range => gateways.Single(gateway => gateway.Id == range.Gateway).ReadTail(key, range.From, range.To))
            .ToArray();
        var recovered = LogRecovery.Recover(assertions, tails);
        if (recovered is null)
        {
            Truth.Clear();
            _recoveredFrom = 0;
            _log = new ChannelLog(ChannelKind.Channel, Interlocked.Increment(ref LastLife), term, CreateTail());
            return;
        }

        GoOnFrom(recovered.Tail, recovered.LastOffset);
        if (!recovered.IsProven)
        {
            recovered = recovered.InNewEpoch(Interlocked.Increment(ref LastLife));
        }

        _log = new ChannelLog(ChannelKind.Channel, recovered, term, CreateTail(), assertions);
        HistoryTrace.Write($"  {key.Name} recovered [{HistoryTrace.Describe(recovered.Tail)}] last {recovered.LastOffset} epoch {recovered.Epoch}, members {string.Join(' ', recovered.Members.Select(static member => $"{member.ConnectionId}@{member.Gateway?.ToString() ?? "-"}"))}");
        Succeed(assertions, gateways);
    }

    /// <summary>Hands over to a successor while it lives; what it sent and answered before is still under way.</summary>
    public void HandOver(IReadOnlyList<ModelGateway> gateways)
    {
        if (_log is null)
        {
            return;
        }

        var term = Interlocked.Increment(ref LastLife);
        var assertions = gateways.Select(gateway => gateway.Describe(key, term)).Where(static assertion => !assertion.IsEmpty).ToArray();
        _log = new ChannelLog(ChannelKind.Channel, _log.ToEstate(), term, CreateTail());
        Succeed(assertions, gateways);
    }

    // To a successor that could not ask for it, it is lost: the call arrives late, and takes what nobody waits for any more.
    private LogEstate? TakeLeft()
    {
        var left = _isSilent ? null : _left;
        (_left, _isSilent) = (null, false);
        return left;
    }

    private void GoOnFrom(LogEstate left, IReadOnlyCollection<GatewayAssertion> assertions, IReadOnlyList<ModelGateway> gateways)
    {
        GoOnFrom(left.Tail, left.LastOffset);
        _log = new ChannelLog(ChannelKind.Channel, left, Interlocked.Increment(ref LastLife), CreateTail());
        Succeed(assertions, gateways);
    }

    // What nobody knows of did not happen.
    private void GoOnFrom(ChannelEvent[] tail, long lastOffset)
    {
        foreach (var offset in Truth.Keys.Where(offset => offset > lastOffset).ToArray())
        {
            Truth.Remove(offset);
        }

        foreach (var channelEvent in tail)
        {
            Truth[channelEvent.Offset] = channelEvent;
        }

        _recoveredFrom = tail.Select(static channelEvent => channelEvent.Offset).FirstOrDefault(lastOffset + 1);
    }

    private void Succeed(IReadOnlyCollection<GatewayAssertion> assertions, IReadOnlyList<ModelGateway> gateways)
    {
        Post(_log!.FillAll(assertions), gateways);
        _log.BeginGraces(graceEnd: 1);
        foreach (var gateway in _log.Gateways.Where(id => gateways.All(alive => alive.Id != id)).ToArray())
        {
            Post(_log.LoseGateway(gateway, graceEnd: 1).Outgoing, gateways);
        }
    }

    private void Assert(ModelGateway gateway, IReadOnlyList<ModelGateway> gateways)
    {
        var applied = _log!.Assert(gateway.Holdings(key), out var isProven);
        Xunit.Assert.True(isProven, "A gateway has seen another log, though there is only one owner at a time.");
        gateway.Uplink(key).Term = applied.Reply.Term;
        Post(applied.Outgoing, gateways);
        foreach (var (id, generation) in gateway.FindDeparted(key))
        {
            gateway.Uplink(key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = id, Generation = generation });
        }
    }

    private void Post(IReadOnlyList<Outgoing> outgoing, IReadOnlyList<ModelGateway> gateways)
    {
        foreach (var part in outgoing)
        {
            HistoryTrace.Write($"  {key.Name} sends [{HistoryTrace.Describe(part.Events)}]{(part.IsFill ? " to fill" : "")} to {string.Join(' ', part.Targets)}, resuming [{string.Join(' ', part.Resumptions.Select(static one => one.ConnectionId))}] with [{HistoryTrace.Describe(part.Replay)}]");
            foreach (var channelEvent in part.Events)
            {
                Add(channelEvent);
            }

            foreach (var gateway in gateways.Where(gateway => part.Targets.Contains(gateway.Id)))
            {
                if (part.ToEnvelope(key, _log!.Epoch, _log.Term, part.HasOwn && part.ResumedOn == gateway.Id) is { } envelope)
                {
                    foreach (var piece in EnvelopeCuts.Cut(envelope, MaxEnvelopeBytes))
                    {
                        gateway.Stream.Enqueue(piece);
                    }
                }
            }
        }
    }

    // An event that a successor did not learn of, and whose batch comes again, died with an owner before anybody knew of it.
    private void Add(ChannelEvent channelEvent)
    {
        if (channelEvent.Batch is { } batch)
        {
            if (_offsets.TryGetValue((batch, channelEvent.CommandIndex), out var former) && former < _recoveredFrom
                && Truth.TryGetValue(former, out var dead) && dead.Batch == batch && dead.CommandIndex == channelEvent.CommandIndex)
            {
                Truth.Remove(former);
            }

            _offsets[(batch, channelEvent.CommandIndex)] = channelEvent.Offset;
        }

        Truth[channelEvent.Offset] = channelEvent;
    }

    private ChannelTail CreateTail() => new(10_000, 100_000_000, TimeSpan.FromHours(1), time);
}
