using RealtimeCluster.Contracts.Diagnostics;

namespace RealtimeCluster.Contracts.Streams;

/// <summary>An event of an envelope whose way is traced.</summary>
/// <param name="Offset">The event.</param>
/// <param name="Context">The last span of its way.</param>
[GenerateSerializer, Immutable, Alias("realtime.event-trace")]
public sealed record EventTrace([property: Id(0)] long Offset, [property: Id(1)] TraceContext Context);
