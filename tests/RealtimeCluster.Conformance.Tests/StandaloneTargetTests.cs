namespace RealtimeCluster.Conformance.Tests;

/// <summary>The tests that share one standalone server.</summary>
[CollectionDefinition(nameof(StandaloneTarget))]
public sealed class StandaloneTargetTests : ICollectionFixture<StandaloneTarget>;
