namespace RealtimeCluster.Conformance.Tests;

/// <summary>The tests that share one cluster.</summary>
[CollectionDefinition(nameof(ClusterTarget))]
public sealed class ClusterTargetTests : ICollectionFixture<ClusterTarget>;
