namespace RealtimeCluster.Storage.Tests.Memory;

/// <summary>The storage of a silo whose configuration chooses none.</summary>
public sealed class MemoryGrainStorageTests(SharedHost shared) : GrainStorageTests(shared)
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();
}
