namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>Real client libraries against two silos and two gateways; members sit on different gateways.</summary>
[Collection(nameof(ClusterTarget))]
public sealed class ClusterConformanceTests(ClusterTarget target)
{
    [Theory]
    [MemberData(nameof(ScenarioRuns.All), MemberType = typeof(ScenarioRuns))]
    public Task Client_OnCluster_SeesTheContract(string library, string transport, string scenario) =>
        target.Runs.AssertSucceededAsync(library, transport, scenario);
}
