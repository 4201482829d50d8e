namespace RealtimeCluster.Contracts.Revocations;

/// <summary>A credential that counts no more.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Digest">Which one.</param>
/// <param name="ExpiresAt">Until when this is remembered; by then it must have ended by itself.</param>
[GenerateSerializer, Immutable, Alias("realtime.revocation")]
public readonly record struct Revocation(
    [property: Id(0)] string Environment,
    [property: Id(1)] CredentialKind Kind,
    [property: Id(2)] CredentialDigest Digest,
    [property: Id(3)] DateTimeOffset ExpiresAt);
