namespace RealtimeCluster.Clustering.Parts;

/// <summary>An answer that is too large for one message, and where it waits to be fetched in parts.</summary>
/// <param name="Node">The node that keeps it.</param>
/// <param name="Id">Its name there.</param>
/// <param name="SizeBytes">Its size.</param>
[GenerateSerializer, Immutable, Alias("realtime.large-answer")]
public sealed record LargeAnswer([property: Id(0)] SiloAddress Node, [property: Id(1)] Guid Id, [property: Id(2)] int SizeBytes);
