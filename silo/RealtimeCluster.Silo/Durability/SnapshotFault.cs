namespace RealtimeCluster.Silo.Durability;

/// <summary>Why a snapshot could not be read.</summary>
/// <param name="Content">What storage held; <see langword="null"/> when the storage itself failed over it.</param>
/// <param name="Exception">What went wrong.</param>
internal sealed record SnapshotFault(BinaryData? Content, Exception Exception);
