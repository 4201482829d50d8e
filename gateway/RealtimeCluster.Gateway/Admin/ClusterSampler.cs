using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Asks all nodes how they are, at most once a second and only when somebody wants to know, for all who do.</summary>
/// <remarks>Thread-safe. A node that does not answer within two seconds is shown without numbers and holds up no other.</remarks>
internal sealed partial class ClusterSampler(
    IClusterMembershipService membership,
    ClusterNodes nodes,
    INodeClient client,
    TimeProvider time,
    ILogger<ClusterSampler> logger)
{
    private const int MaxDeadCount = 10;
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<NodeSample>>? _sample;
    private long _sampledAt;

    /// <summary>The cluster as it was within the last second.</summary>
    public Task<IReadOnlyList<NodeSample>> GetAsync()
    {
        lock (_lock)
        {
            if (_sample is null || (_sample.IsCompleted && (_sample.IsFaulted || time.GetElapsedTime(_sampledAt) >= MinAge)))
            {
                _sampledAt = time.GetTimestamp();
                _sample = SampleAsync();
            }

            return _sample;
        }
    }

    private async Task<IReadOnlyList<NodeSample>> SampleAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var members = membership.CurrentSnapshot.Members.Values.ToLookup(static member => member.Status == SiloStatus.Dead);
        var (gateways, owners) = (nodes.GetGateways().ToHashSet(), nodes.GetOwners().ToHashSet());

        // Of those that died the last ones: the table keeps them for days.
        var shown = members[false].Concat(members[true].OrderByDescending(static member => member.SiloAddress.Generation).Take(MaxDeadCount));
        return await Task.WhenAll(shown.Select(member => AskAsync(new NodeSample(
            member.SiloAddress,
            member.Name,
            member.Status,
            gateways.Contains(member.SiloAddress),
            owners.Contains(member.SiloAddress),
            Report: null)))).ConfigureAwait(false);
    }

    private async Task<NodeSample> AskAsync(NodeSample node)
    {
        if (!node.IsAlive || !node.IsOurs)
        {
            return node;
        }

        try
        {
            return node with { Report = await client.Get(node.Address).ReportAsync().WaitAsync(Patience, time).ConfigureAwait(false) };
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException or InvalidOperationException)
        {
            Log.NodeSilent(logger, node.Address, exception);
            return node;
        }
    }
}
