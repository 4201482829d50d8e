namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>The tests that share the images.</summary>
[CollectionDefinition(nameof(PublishedImages))]
public sealed class PublishedImagesTests : ICollectionFixture<PublishedImages>;
