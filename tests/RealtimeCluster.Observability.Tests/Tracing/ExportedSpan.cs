namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>A span as a collector gets it.</summary>
/// <param name="Service">The program that exported it.</param>
/// <param name="Instance">The process.</param>
/// <param name="TraceId">In hexadecimal.</param>
/// <param name="SpanId">In hexadecimal.</param>
/// <param name="ParentId">In hexadecimal; empty for the first of a trace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Start">Nanoseconds of the Unix epoch.</param>
/// <param name="End">Nanoseconds of the Unix epoch.</param>
internal sealed record ExportedSpan(string Service, string Instance, string TraceId, string SpanId, string ParentId, string Name, ulong Start, ulong End);
