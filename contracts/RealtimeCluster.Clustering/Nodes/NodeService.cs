using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Answers those who operate the cluster.</summary>
/// <remarks>Reentrant: it keeps no state of its own, and who measures must not make a stop wait.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class NodeService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory, IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider time)
    : GrainService(grainId, silo, loggerFactory), INodeService
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly IGatewayReporter? _gateway = services.GetService<IGatewayReporter>();
    private readonly IOwnerReporter? _owner = services.GetService<IOwnerReporter>();

    public async Task<NodeReport> ReportAsync()
    {
        var gateway = _gateway is null ? null : await _gateway.ReportAsync();
        return new NodeReport
        {
            Uptime = time.GetElapsedTime(_startedAt),
            ProcessorTime = Environment.CpuUsage.TotalTime,
            ProcessorCount = Environment.ProcessorCount,
            WorkingSetBytes = Environment.WorkingSet,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            MachineName = Environment.MachineName,
            Gateway = gateway,
            Owner = _owner?.Report(),
        };
    }

    public Task StopAsync()
    {
        // Not in this turn: what follows the signal may wait for this node's calls.
        ThreadPool.UnsafeQueueUserWorkItem(static lifetime => lifetime.StopApplication(), lifetime, preferLocal: false);
        return Task.CompletedTask;
    }
}
