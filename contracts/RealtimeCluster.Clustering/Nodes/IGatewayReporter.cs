namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Says how this node is as a gateway. Registered on gateways.</summary>
public interface IGatewayReporter
{
    /// <summary>Measures and counts; takes no longer than a second.</summary>
    Task<GatewayReport> ReportAsync();
}
