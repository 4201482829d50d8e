using System.Diagnostics.Metrics;
using RealtimeCluster.Clustering.Health;

namespace RealtimeCluster.Clustering.Diagnostics;

/// <summary>The instruments of the streams between silos and gateways, and of the cluster of both.</summary>
public sealed class ClusteringMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeCluster.Clustering";

    private readonly Meter _meter;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _waited;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _gone;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public ClusteringMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
        _sent = _meter.CreateCounter<long>("realtime.outbox.envelopes", "{envelope}", "Envelopes sent to gateways.");
        _waited = _meter.CreateCounter<long>("realtime.outbox.waits", "{wait}", "Times an owner waited because an outbox was full.");
        _dropped = _meter.CreateCounter<long>("realtime.outbox.dropped", "{event}", "Events given up because a gateway took nothing, or could not take them; it sees a gap.");
        _retried = _meter.CreateCounter<long>("realtime.outbox.retries", "{call}", "Calls to gateways that failed and were repeated.");
        _refused = _meter.CreateCounter<long>("realtime.cluster.refused_nodes", "{node}", "Nodes that refused connections while they counted as alive.");
        _gone = _meter.CreateCounter<long>("realtime.cluster.nodes_gone", "{node}", "Nodes that are no more, by how they went.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void NodeRefused() => _refused.Add(1);

    internal void NodeGone(bool hasLeft) => _gone.Add(1, new KeyValuePair<string, object?>("how", hasLeft ? "left" : "lost"));

    internal void OutboxSent(int envelopeCount) => _sent.Add(envelopeCount);

    internal void OutboxWaited() => _waited.Add(1);

    internal void OutboxRetried() => _retried.Add(1);

    internal void OutboxDropped(int eventCount) => _dropped.Add(eventCount);

    /// <summary>Shows what is read when somebody looks.</summary>
    /// <param name="waiting">The envelopes in all outboxes of this node.</param>
    /// <param name="waitingBytes">Their bytes.</param>
    /// <param name="owners">The living nodes that own channels.</param>
    /// <param name="gateways">The living nodes that own sockets.</param>
    /// <param name="links">The ways to other nodes.</param>
    internal void Observe(Func<long> waiting, Func<long> waitingBytes, Func<int> owners, Func<int> gateways, IEnumerable<IStandingLinks> links)
    {
        _meter.CreateObservableGauge("realtime.outbox.waiting", waiting, "{envelope}", "Envelopes that wait for gateways.");
        _meter.CreateObservableGauge("realtime.outbox.waiting_bytes", waitingBytes, "By", "Bytes of the envelopes that wait for gateways.");
        _meter.CreateObservableGauge(
            "realtime.cluster.links_standing",
            () => links.Select(static kind => new Measurement<double>(kind.LongestStand.TotalSeconds, new KeyValuePair<string, object?>("kind", kind.Kind))),
            "s",
            "For how long the slowest call to another node has been under way, repetitions included, by kind of link.");
        _meter.CreateObservableGauge(
            "realtime.cluster.nodes",
            () => (Measurement<int>[])
            [
                new(owners(), new KeyValuePair<string, object?>("role", "owner")),
                new(gateways(), new KeyValuePair<string, object?>("role", "gateway")),
            ],
            "{node}",
            "Living nodes as this one sees them, by role; one that is both counts twice.");
    }
}
