using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Batches;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>
/// What waits on this silo for one gateway. Envelopes of all channels leave in the order they came, many to a call, one call
/// in flight.
/// </summary>
/// <remarks>
/// Orleans promises no order between concurrent calls and does not bound its own queues; one call in flight gives both.
/// Bounded in bytes and envelopes: a full outbox makes the owner wait, hence its gateways, hence their clients. A gateway that
/// takes nothing for <see cref="RecoveryTimes.Delivery"/> loses the envelope that waited, which it sees as a gap in offsets;
/// from then on nobody waits for it until it takes something again. An envelope that can never be sent, or that the gateway answers each time with a fault
/// of its own, is given up: in its place the gateway is told that there is a gap. Thread-safe.
/// </remarks>
internal sealed partial class Outbox : BatchPump<OutboxBatch>
{
    private readonly SiloAddress _gateway;
    private readonly SiloAddress _self;
    private readonly IGatewayInboxService _inbox;
    private readonly OutboxOptions _options;
    private readonly TimeSpan _patience;
    private readonly INodeSuspicion _suspicion;
    private readonly ClusteringMetrics _metrics;
    private readonly ILogger _logger;
    private readonly long _maxItemBytes;
    private readonly BatchQueue<Envelope> _waiting;
    private readonly OutboxSpans _spans = new();
    private long _sequence;
    private volatile bool _isStalled;
    private volatile bool _isClosed;

    public Outbox(SiloAddress gateway, SiloAddress self, IGatewayInboxClient inboxes, OutboxOptions options, INodeSuspicion suspicion, ClusteringMetrics metrics, ILogger logger, TimeProvider? time = null, long maxItemBytes = long.MaxValue)
        : base(time ?? TimeProvider.System)
    {
        _gateway = gateway;
        _self = self;
        _inbox = inboxes.GetInbox(gateway);
        _options = options;
        _patience = options.Patience ?? RecoveryTimes.Default.Delivery;
        _suspicion = suspicion;
        _metrics = metrics;
        _logger = logger;
        _waiting = new BatchQueue<Envelope>(
            new BatchBounds(options.MaxEnvelopeCount, options.MaxBytes, options.MaxBatchCount, options.MaxBatchBytes), static envelope => envelope.SizeBytes);
        _maxItemBytes = maxItemBytes;
    }

    /// <summary>How many envelopes wait, more or less: read without the lock, for those who watch.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>The bytes of those that wait, more or less.</summary>
    public long WaitingBytes => _waiting.Bytes;

    /// <summary>Puts an envelope behind those that wait.</summary>
    /// <returns>Completed at once while there is room; otherwise when the envelope was taken or given up.</returns>
    public Task PostAsync(Envelope envelope) => TryPost(envelope, out var room) ? Task.CompletedTask : PostWhenRoomAsync(envelope, room);

    /// <summary>The gateway is gone: drops what waits and releases who waits.</summary>
    /// <returns>Completes when the call in flight has ended.</returns>
    public Task CloseAsync()
    {
        lock (Gate)
        {
            _isClosed = true;
            _waiting.Clear();
            _spans.EndAll("The gateway is gone.");
            _waiting.ReleaseRoom();
            return RestAsync();
        }
    }

    private bool TryPost(Envelope envelope, out Task room)
    {
        lock (Gate)
        {
            room = Task.CompletedTask;
            if (_isClosed)
            {
                return true;
            }

            if (_waiting.IsFullFor(envelope))
            {
                room = _waiting.WhenRoom;
                return false;
            }

            _waiting.Enqueue(_spans.Begin(envelope));
            TryStart();
            return true;
        }
    }

    private async Task PostWhenRoomAsync(Envelope envelope, Task room)
    {
        _metrics.OutboxWaited();
        try
        {
            while (!_isStalled)
            {
                await room.WaitAsync(_patience);
                if (TryPost(envelope, out room))
                {
                    return;
                }
            }
        }
        catch (TimeoutException)
        {
            _isStalled = true;
        }

        _metrics.OutboxDropped(envelope.Events.Length);
        Log.EnvelopeDropped(_logger, _gateway, envelope.Events.Length);
    }

    protected override bool TryTake(out OutboxBatch batch, out Task? pause)
    {
        pause = null;
        var envelopes = _waiting.TakeBatch();
        if (envelopes.Length == 0)
        {
            batch = null!;
            return false;
        }

        _metrics.OutboxSent(envelopes.Length);
        batch = new OutboxBatch { Sender = _self, Sequence = ++_sequence, Envelopes = envelopes };
        return true;
    }

    protected override void OnFault(OutboxBatch batch, Exception exception)
    {
        var count = batch.Envelopes.Sum(static envelope => envelope.Events.Length);
        _metrics.OutboxDropped(count);
        Log.EnvelopeDropped(_logger, _gateway, count);
    }

    protected override async Task SendAsync(OutboxBatch batch)
    {
        // One that is too large is alone in its batch, for it is larger than a batch. Sent, it would close the link to that node for everybody, each time.
        if (batch.Envelopes[0].SizeBytes <= _maxItemBytes && await TrySendAsync(batch))
        {
            return;
        }

        // Perhaps one of them is at fault. To a gateway that has some of them already they are repetitions.
        foreach (var envelope in batch.Envelopes)
        {
            if (batch.Envelopes.Length == 1 || envelope.SizeBytes > _maxItemBytes || !await TrySendAsync(BatchOf(envelope)))
            {
                _metrics.OutboxDropped(envelope.Events.Length);
                Log.EnvelopeUndeliverable(_logger, _gateway, envelope.Channel.Kind, envelope.Events.Length, envelope.SizeBytes);
                await TrySendAsync(BatchOf(envelope.ToGap()));
            }
        }

        lock (Gate)
        {
            _spans.End(batch);
        }
    }

    private OutboxBatch BatchOf(Envelope envelope)
    {
        lock (Gate)
        {
            return new OutboxBatch { Sender = _self, Sequence = ++_sequence, Envelopes = [envelope] };
        }
    }

    /// <summary>Sends until it is taken.</summary>
    /// <returns>False when it is given up; a closed outbox gives nothing up.</returns>
    private async Task<bool> TrySendAsync(OutboxBatch batch)
    {
        var faultCount = 0;
        for (var attempt = 1; !_isClosed; attempt++)
        {
            try
            {
                await _inbox.DeliverAsync(batch);
                lock (Gate)
                {
                    _spans.End(batch);
                    _isStalled = false;
                    _waiting.ReleaseRoom();
                }

                return true;
            }
            catch (Exception exception)
            {
                // The same batch goes again: the inbox recognises it. A gateway that is really gone is closed by the membership verdict.
                _metrics.OutboxRetried();
                Log.DeliverFailed(_logger, _gateway, attempt, exception);
                if (!CallFaults.IsWorthRepeating(exception, ref faultCount))
                {
                    return false;
                }

                _suspicion.Suspect(_gateway);
                await Task.Delay(_options.RetryDelay);
            }
        }

        return true;
    }
}
