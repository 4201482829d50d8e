namespace RealtimeCluster.Conformance.Tests;

/// <summary>The tests that share one cluster behind a balancer.</summary>
[CollectionDefinition(nameof(BalancerTarget))]
public sealed class BalancerTargetTests : ICollectionFixture<BalancerTarget>;
