namespace RealtimeCluster.Contracts.Revocations;

/// <summary>Revocations for who knows those before them.</summary>
/// <param name="Version">What who takes them knows from then on.</param>
/// <param name="After">The number of the last one before them; 0 if they are all there are.</param>
/// <param name="Items">The revocations.</param>
[GenerateSerializer, Immutable, Alias("realtime.revocation-list")]
public sealed record RevocationList(
    [property: Id(0)] RevocationVersion Version,
    [property: Id(1)] long After,
    [property: Id(2)] Revocation[] Items);
