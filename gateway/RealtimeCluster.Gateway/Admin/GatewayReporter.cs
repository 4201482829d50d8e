using System.Diagnostics.Metrics;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Health;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Says how this gateway is, and sends an event around the cluster to see how long that takes.</summary>
internal sealed class GatewayReporter(
    ConnectionRegistry connections,
    EngineServers servers,
    LocalChannelIndex channels,
    EngineDrain drain,
    ReadinessProbe probe,
    IMeterFactory meters,
    TimeProvider time) : IGatewayReporter, IDisposable
{
    private const string Received = "realtime.gateway.events_received";
    private const string Refused = "realtime.gateway.events_refused";
    private const string Delivered = "realtime.gateway.deliveries";
    private const string Dropped = "realtime.gateway.outbound_dropped";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly InstrumentTotals _totals = new(meters, Received, Refused, Delivered, Dropped);

    public async Task<GatewayReport> ReportAsync()
    {
        _totals.Start();
        var roundTrip = await MeasureAsync();
        return new GatewayReport
        {
            ConnectionCount = connections.Count,
            SessionCount = servers.SessionCount,
            ChannelCount = channels.CountChannels(),
            ReceivedCount = _totals[Received],
            RefusedCount = _totals[Refused],
            DeliveredCount = _totals[Delivered],
            DroppedCount = _totals[Dropped],
            RoundTrip = roundTrip,
            IsDraining = drain.IsDraining,
        };
    }

    public void Dispose() => _totals.Dispose();

    private async Task<TimeSpan?> MeasureAsync()
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            return await probe.MeasureAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
