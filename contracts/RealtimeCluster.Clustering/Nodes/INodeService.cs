using Orleans.Services;

namespace RealtimeCluster.Clustering.Nodes;

/// <summary>What every node tells and does for those who operate the cluster. Addressed by its silo address, so only that life of it answers.</summary>
public interface INodeService : IGrainService
{
    /// <summary>How the node is. The first call starts its counts; before it nothing is counted, so that nothing is paid for numbers that nobody reads.</summary>
    [Alias("Report")]
    Task<NodeReport> ReportAsync();

    /// <summary>Has its host stop as SIGTERM does, and answers before it has: what starts its process again, if anything, decides what follows.</summary>
    [Alias("Stop")]
    Task StopAsync();
}
