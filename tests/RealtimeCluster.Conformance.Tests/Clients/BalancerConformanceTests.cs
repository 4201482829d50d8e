namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>Real client libraries against three gateways behind a balancer without sticky sessions.</summary>
[Collection(nameof(BalancerTarget))]
public sealed class BalancerConformanceTests(BalancerTarget target)
{
    [Theory]
    [MemberData(nameof(ScenarioRuns.All), MemberType = typeof(ScenarioRuns))]
    public Task Client_BehindBalancer_SeesTheContract(string library, string transport, string scenario) =>
        target.Runs.AssertSucceededAsync(library, transport, scenario);
}
