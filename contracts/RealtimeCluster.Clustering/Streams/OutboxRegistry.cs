using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>The outboxes of this silo, one for each gateway it ever published to and that is not known to be dead.</summary>
internal sealed class OutboxRegistry(
    ILocalSiloDetails self,
    ISiloStatusOracle silos,
    IGatewayInboxClient inboxes,
    IOptions<OutboxOptions> options,
    INodeSuspicion suspicion,
    ClusteringMetrics metrics,
    ILogger<Outbox> logger,
    TimeProvider? time = null,
    IOptions<ClusterOptions>? cluster = null) : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>, IStandingLinks
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamId, Outbox> _outboxes = new();
    private readonly ConcurrentDictionary<SiloAddress, bool> _leaving = new();

    /// <summary>How many envelopes wait in all of them, more or less.</summary>
    public long WaitingCount => _outboxes.Values.Sum(static outbox => (long)outbox.WaitingCount);

    /// <summary>The bytes of those that wait, more or less.</summary>
    public long WaitingBytes => _outboxes.Values.Sum(static outbox => outbox.WaitingBytes);

    public string Kind => "outbox";

    public TimeSpan LongestStand => _outboxes.Values.Select(static outbox => outbox.StandsFor).DefaultIfEmpty().Max();

    public Task PostAsync(StreamId streamId, Envelope envelope)
    {
        if (_outboxes.TryGetValue(streamId, out var outbox))
        {
            return outbox.PostAsync(envelope);
        }

        var gateway = SiloAddress.FromParsableString(streamId.GetKeyAsString());
        return silos.IsDeadSilo(gateway)
            ? Task.CompletedTask
            : _outboxes.GetOrAdd(streamId, Create, gateway).PostAsync(envelope);
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
        {
            _leaving[updatedSilo] = true;
        }
        else if (status == SiloStatus.Dead)
        {
            metrics.NodeGone(_leaving.TryRemove(updatedSilo, out _));
        }

        if (status == SiloStatus.Dead
            && _outboxes.TryRemove(GatewayStreams.GetStreamId(new Contracts.Gateways.GatewayId(updatedSilo)), out var outbox))
        {
            _ = outbox.CloseAsync();
        }
    }

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(
            nameof(OutboxRegistry),
            ServiceLifecycleStage.RuntimeGrainServices,
            _ =>
            {
                silos.SubscribeToSiloStatusEvents(this);
                return Task.CompletedTask;
            },
            cancellationToken =>
            {
                silos.UnSubscribeFromSiloStatusEvents(this);
                return Task.WhenAll(_outboxes.Values.Select(static outbox => outbox.CloseAsync())).WaitAsync(StopPatience, cancellationToken);
            });
    }

    private Outbox Create(StreamId streamId, SiloAddress gateway) =>
        new(gateway, self.SiloAddress, inboxes, options.Value, suspicion, metrics, logger, time, (cluster?.Value ?? new ClusterOptions()).GetMaxItemBytes());
}
