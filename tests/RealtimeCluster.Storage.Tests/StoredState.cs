namespace RealtimeCluster.Storage.Tests;

/// <summary>A state like the ones the silo keeps: one body of bytes.</summary>
[GenerateSerializer]
[Alias("RealtimeCluster.Storage.Tests.StoredState")]
public sealed class StoredState
{
    /// <summary>The bytes.</summary>
    [Id(0)]
    public byte[] Body { get; set; } = [];
}
