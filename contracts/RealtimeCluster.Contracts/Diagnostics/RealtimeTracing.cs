using System.Diagnostics;

namespace RealtimeCluster.Contracts.Diagnostics;

/// <summary>Where the spans of a publish come from, on every node that it passes.</summary>
/// <remarks>
/// Whether a publish is traced is decided where it enters the cluster; from there on its spans have parents. What is not traced carries no
/// context, so that every hop costs it one comparison with <see langword="null"/>. Thread-safe.
/// </remarks>
public static class RealtimeTracing
{
    /// <summary>The name of the source, as a tracer subscribes to it.</summary>
    public const string SourceName = "RealtimeCluster";

    /// <summary>From the arrival of a publish to its answer.</summary>
    public const string Publish = "realtime.publish";

    /// <summary>On the gateway that brings it to the owner: from its place in the queue to the owner's answer.</summary>
    public const string Uplink = "realtime.uplink";

    /// <summary>At the owner: from the call to the moment when the streams have its event.</summary>
    public const string Apply = "realtime.apply";

    /// <summary>On the owner's silo, once for each gateway concerned: from the outbox to that gateway's inbox.</summary>
    public const string Outbox = "realtime.outbox";

    /// <summary>On a gateway: from its stream into the outputs of connections.</summary>
    public const string FanOut = "realtime.fan_out";

    /// <summary>On a gateway: the outputs go to their sockets.</summary>
    public const string Write = "realtime.write";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody records spans in this process.</summary>
    public static bool IsListenedTo => Source.HasListeners();

    /// <summary>Begins a span. It does not become the current one: it may end in another flow of execution.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="kind">Its role.</param>
    /// <param name="parent">The span it follows; none for the first of a trace.</param>
    /// <returns><see langword="null"/> when nobody records it.</returns>
    public static Activity? Begin(string name, ActivityKind kind, ActivityContext parent = default)
    {
        if (!IsListenedTo)
        {
            return null;
        }

        // Without a parent of its own a span would take whatever is current.
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            return Source.StartActivity(name, kind, parent);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>Begins a span that follows one of another process, or of another part of this one.</summary>
    /// <param name="name">One of the names above.</param>
    /// <param name="kind">Its role.</param>
    /// <param name="parent">The span it follows.</param>
    /// <returns><see langword="null"/> when nobody records it.</returns>
    public static Activity? Begin(string name, ActivityKind kind, TraceContext parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return Begin(name, kind, parent.ToParent());
    }

    /// <summary>Ends a span without making another one current.</summary>
    /// <param name="span">The span.</param>
    /// <param name="error">Why it did not do what it was for; <see langword="null"/> if it did.</param>
    public static void End(Activity span, string? error = null)
    {
        ArgumentNullException.ThrowIfNull(span);
        if (error is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, error);
        }

        var current = Activity.Current;
        span.Dispose();
        Activity.Current = ReferenceEquals(current, span) ? null : current;
    }
}
