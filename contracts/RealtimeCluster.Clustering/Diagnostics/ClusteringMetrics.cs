using System.Diagnostics.Metrics;

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
    private readonly Counter<long> _refused;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public ClusteringMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
        _sent = _meter.CreateCounter<long>("realtime.outbox.envelopes", "{envelope}", "Envelopes sent to gateways.");
        _waited = _meter.CreateCounter<long>("realtime.outbox.waits", "{wait}", "Times an owner waited because an outbox was full.");
        _dropped = _meter.CreateCounter<long>("realtime.outbox.dropped", "{event}", "Events given up because a gateway took nothing.");
        _refused = _meter.CreateCounter<long>("realtime.cluster.refused_nodes", "{node}", "Nodes that refused connections while they counted as alive.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void NodeRefused() => _refused.Add(1);

    internal void OutboxSent(int envelopeCount) => _sent.Add(envelopeCount);

    internal void OutboxWaited() => _waited.Add(1);

    internal void OutboxDropped(int eventCount) => _dropped.Add(eventCount);
}
