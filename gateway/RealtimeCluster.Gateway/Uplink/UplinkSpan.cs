using System.Diagnostics;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The span of a traced command on its way to the owner and back.</summary>
internal static class UplinkSpan
{
    /// <summary>Begins it; it ends with the owner's answer.</summary>
    /// <param name="pending">The command; nearly always not traced.</param>
    /// <param name="span">The span; <see langword="null"/> when there is none.</param>
    /// <returns>What is to be sent: its way goes on with the span that begins here.</returns>
    public static PendingCommand Begin(PendingCommand pending, out Activity? span)
    {
        span = pending.Command.Trace is { } trace ? RealtimeTracing.Begin(RealtimeTracing.Uplink, ActivityKind.Client, trace) : null;
        return span is null ? pending : new PendingCommand(
            pending.Command.WithTrace(TraceContext.Of(span)),
            PublishTracing.EndWith(span, pending.OnAnswered));
    }
}
