namespace RealtimeCluster.Cluster.Tests;

/// <summary>The tests that share one cluster of two silos and two gateways; each uses environments of its own.</summary>
[CollectionDefinition(nameof(TwoByTwoCluster))]
public sealed class TwoByTwoClusterTests : ICollectionFixture<TwoByTwoCluster>;
