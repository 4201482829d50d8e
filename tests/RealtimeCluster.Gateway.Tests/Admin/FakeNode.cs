using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>A node that notes what it is asked.</summary>
internal sealed class FakeNode : INodeService
{
    public int ReportCount { get; private set; }

    public int StopCount { get; private set; }

    /// <summary>What it says, when it does.</summary>
    public Func<Task<NodeReport>> Answer { get; set; } = static () => Task.FromResult(CreateReport());

    public static NodeReport CreateReport(GatewayReport? gateway = null, OwnerReport? owner = null) => new()
    {
        Uptime = TimeSpan.FromSeconds(90),
        ProcessorTime = TimeSpan.FromSeconds(45),
        ProcessorCount = 2,
        WorkingSetBytes = 1_000,
        HeapBytes = 500,
        MachineName = "machine",
        Gateway = gateway,
        Owner = owner,
    };

    public Task<NodeReport> ReportAsync()
    {
        ReportCount++;
        return Answer();
    }

    public Task StopAsync()
    {
        StopCount++;
        return Task.CompletedTask;
    }
}
