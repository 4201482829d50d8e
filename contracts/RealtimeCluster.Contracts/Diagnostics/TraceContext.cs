using System.Diagnostics;

namespace RealtimeCluster.Contracts.Diagnostics;

/// <summary>Names a span of a trace that is being recorded, so that the next process goes on with it. Absent from everything that is not traced.</summary>
/// <param name="TraceParent">The value of W3C's <c>traceparent</c>.</param>
/// <param name="TraceState">The value of W3C's <c>tracestate</c>; <see langword="null"/> when there is none, or it is longer than anyone has to pass on.</param>
[GenerateSerializer, Immutable, Alias("realtime.trace-context")]
public sealed record TraceContext([property: Id(0)] string TraceParent, [property: Id(1)] string? TraceState)
{
    // W3C trace context, section 3.3.1.5: a vendor should pass on at least this much.
    private const int MaxStateLength = 512;

    /// <summary>Reads the two headers of a request.</summary>
    /// <param name="traceParent">The value of <c>traceparent</c>.</param>
    /// <param name="traceState">The value of <c>tracestate</c>.</param>
    /// <returns><see langword="null"/> when there is no trace, it cannot be read, or it is not being recorded.</returns>
    public static TraceContext? FromHeaders(string? traceParent, string? traceState) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? Create(traceParent!, traceState)
            : null;

    /// <summary>Names a span of this process.</summary>
    /// <param name="span">The span.</param>
    /// <returns><see langword="null"/> when there is none, or it is not being recorded.</returns>
    public static TraceContext? Of(Activity? span) =>
        span is { Recorded: true, IdFormat: ActivityIdFormat.W3C, Id: { } id } ? Create(id, span.TraceStateString) : null;

    /// <summary>The span as a parent of others.</summary>
    public ActivityContext ToParent() =>
        ActivityContext.TryParse(TraceParent, TraceState, isRemote: true, out var context) ? context : default;

    private static TraceContext Create(string traceParent, string? traceState) =>
        new(traceParent, traceState is { Length: > 0 and <= MaxStateLength } ? traceState : null);
}
