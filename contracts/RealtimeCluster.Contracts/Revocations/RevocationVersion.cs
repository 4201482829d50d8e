namespace RealtimeCluster.Contracts.Revocations;

/// <summary>How many revocations someone knows of.</summary>
/// <param name="Epoch">The life of the numbering: another one begins when what was stored is lost. 0 is none.</param>
/// <param name="Number">The number of the last one known; they are numbered from 1.</param>
[GenerateSerializer, Immutable, Alias("realtime.revocation-version")]
public readonly record struct RevocationVersion([property: Id(0)] long Epoch, [property: Id(1)] long Number);
