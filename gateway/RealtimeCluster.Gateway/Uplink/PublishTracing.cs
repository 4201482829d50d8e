using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Decides which publishes are traced, where they enter the cluster, and begins their first span.</summary>
/// <remarks>
/// The decision is made here and not by a sampler: that one is asked with an object already made. Clients cannot say that they want to be
/// traced; servers can, once they have shown their token. Thread-safe.
/// </remarks>
internal sealed class PublishTracing(IOptions<TracingOptions> options)
{
    // Read when it is used: this is made before the host tells all faults of its settings together.
    private double Ratio => options.Value.SampleRatio;

    /// <summary>A publish came over a socket.</summary>
    /// <param name="door"><c>client</c> or <c>master</c>.</param>
    /// <returns><see langword="null"/> when it is not traced, which it nearly never is.</returns>
    public Activity? Begin(string door) => IsChosen() ? RealtimeTracing.Begin(RealtimeTracing.Publish, ActivityKind.Server)?.SetTag("realtime.door", door) : null;

    /// <summary>A request of the server API came that may do what it wants; its span becomes the current one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="verb">What it wants.</param>
    /// <returns><see langword="null"/> when it is not traced.</returns>
    public Activity? Begin(HttpRequest request, ServerVerb verb)
    {
        var isPublish = verb is ServerVerb.Publish or ServerVerb.Broadcast or ServerVerb.SendToUser or ServerVerb.SendToConnection;
        if (!isPublish || !RealtimeTracing.IsListenedTo)
        {
            return null;
        }

        var caller = request.Headers.TraceParent is [{ } parent] ? TraceContext.FromHeaders(parent, request.Headers.TraceState) : null;
        if (caller is null && !IsChosen())
        {
            return null;
        }

        var span = RealtimeTracing.Begin(RealtimeTracing.Publish, ActivityKind.Server, caller?.ToParent() ?? default)
            ?.SetTag("realtime.door", "http").SetTag("realtime.verb", verb.ToString());
        if (span is not null)
        {
            Activity.Current = span;
        }

        return span;
    }

    /// <summary>What ends a publish's span when its owner has answered.</summary>
    /// <param name="span">The span.</param>
    /// <param name="onAnswered">Who else waits for the answer.</param>
    public static Action<CommandResult, StreamPosition> EndWith(Activity span, Action<CommandResult, StreamPosition>? onAnswered) => (result, position) =>
    {
        onAnswered?.Invoke(result, position);
        RealtimeTracing.End(span.SetTag("realtime.offset", position.Offset));
    };

    /// <summary>Ends a publish's span if the publish is given up before it is queued.</summary>
    /// <param name="enqueuing">The way into the queue.</param>
    /// <param name="span">The span; nearly always none.</param>
    public static ValueTask EndIfGivenUp(ValueTask enqueuing, Activity? span) =>
        span is null || enqueuing.IsCompletedSuccessfully ? enqueuing : new ValueTask(EndIfGivenUpAsync(enqueuing, span));

    private static async Task EndIfGivenUpAsync(ValueTask enqueuing, Activity span)
    {
        try
        {
            await enqueuing;
        }
        catch (OperationCanceledException)
        {
            RealtimeTracing.End(span, "The client was gone before there was room in the queue.");
            throw;
        }
    }

    private bool IsChosen() => Ratio is > 0 and var ratio && RealtimeTracing.IsListenedTo && (ratio >= 1 || Random.Shared.NextDouble() < ratio);
}
