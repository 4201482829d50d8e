using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>The outboxes of this silo, one for each gateway it ever published to and that is not known to be dead.</summary>
internal sealed class OutboxRegistry(
    ILocalSiloDetails self,
    ISiloStatusOracle silos,
    NodeLosses losses,
    IGatewayInboxClient inboxes,
    IOptions<OutboxOptions> options,
    INodeSuspicion suspicion,
    ClusteringMetrics metrics,
    ILogger<Outbox> logger,
    TimeProvider? time = null,
    IOptions<ClusterOptions>? cluster = null) : ILifecycleParticipant<ISiloLifecycle>, IStandingLinks, IDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamId, Outbox> _outboxes = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

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

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(OutboxRegistry),
        ServiceLifecycleStage.RuntimeGrainServices,
        _ =>
        {
            _watching = WatchAsync(_stopping.Token);
            return Task.CompletedTask;
        },
        async cancellationToken =>
        {
            await _stopping.CancelAsync();
            await Task.WhenAll(_outboxes.Values.Select(static outbox => outbox.CloseAsync()).Append(_watching)).WaitAsync(StopPatience, cancellationToken);
        });

    public void Dispose() => _stopping.Dispose();

    /// <summary>Closes the outbox of each gateway that dies, and counts the nodes that go.</summary>
    internal async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var lost in losses.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (lost.WasSeen)
                {
                    metrics.NodeGone(lost.HasLeft);
                }

                if (_outboxes.TryRemove(GatewayStreams.GetStreamId(new GatewayId(lost.Address)), out var outbox))
                {
                    _ = outbox.CloseAsync();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // This node stops, and closes all of them.
        }
    }

    private Outbox Create(StreamId streamId, SiloAddress gateway) =>
        new(gateway, self.SiloAddress, inboxes, options.Value, suspicion, metrics, logger, time, (cluster?.Value ?? new ClusterOptions()).GetMaxItemBytes());
}
