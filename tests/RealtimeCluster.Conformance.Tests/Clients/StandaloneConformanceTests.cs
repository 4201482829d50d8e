namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>Real client libraries against the one-process server.</summary>
[Collection(nameof(StandaloneTarget))]
public sealed class StandaloneConformanceTests(StandaloneTarget target)
{
    [Theory]
    [MemberData(nameof(ScenarioRuns.All), MemberType = typeof(ScenarioRuns))]
    public Task Client_OnStandalone_SeesTheContract(string library, string transport, string scenario) =>
        target.Runs.AssertSucceededAsync(library, transport, scenario);
}
