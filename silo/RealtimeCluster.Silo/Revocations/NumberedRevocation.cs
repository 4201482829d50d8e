using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Silo.Revocations;

/// <summary>A revocation and its place among all.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Item">The revocation.</param>
[GenerateSerializer, Immutable, Alias("realtime.numbered-revocation")]
internal readonly record struct NumberedRevocation([property: Id(0)] long Number, [property: Id(1)] Revocation Item);
