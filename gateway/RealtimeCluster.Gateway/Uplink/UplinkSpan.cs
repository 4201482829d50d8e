using System.Diagnostics;
using RealtimeCluster.Contracts.Diagnostics;

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
            PublishTracing.EndWith(span, pending.OnAnswered),
            pending.Sender);
    }

    /// <summary>Begins those of a row.</summary>
    /// <param name="row">The commands; nearly always none is traced.</param>
    /// <param name="spans">The spans, each in its command's place; <see langword="null"/> when there are none.</param>
    /// <returns>What is to be sent.</returns>
    public static PendingCommand[] BeginAll(PendingCommand[] row, out Activity?[]? spans)
    {
        spans = null;
        if (!Array.Exists(row, static pending => pending.Command.Trace is not null))
        {
            return row;
        }

        spans = new Activity?[row.Length];
        var traced = new PendingCommand[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            traced[i] = Begin(row[i], out spans[i]);
        }

        return traced;
    }

    /// <summary>Ends one whose command is not sent.</summary>
    /// <param name="span">The span, if there is one.</param>
    public static void GiveUp(Activity? span)
    {
        if (span is not null)
        {
            RealtimeTracing.End(span, "Given up before there was room in the queue.");
        }
    }
}
