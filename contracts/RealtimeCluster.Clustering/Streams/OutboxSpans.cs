using System.Diagnostics;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>The open spans of the traced envelopes in an outbox: hardly ever any.</summary>
/// <remarks>Not thread-safe. Holds no more envelopes than the outbox does.</remarks>
internal sealed class OutboxSpans
{
    private readonly Dictionary<Envelope, Activity[]> _spans = [];

    /// <summary>An envelope comes into the outbox.</summary>
    /// <param name="envelope">The envelope; nearly always without traces.</param>
    /// <returns>What is to be sent: the traces of it go on with the spans that begin here.</returns>
    public Envelope Begin(Envelope envelope) => envelope.Traces is { } traces ? Begin(envelope, traces) : envelope;

    /// <summary>The gateway has taken a batch.</summary>
    public void End(OutboxBatch batch)
    {
        if (_spans.Count == 0)
        {
            return;
        }

        foreach (var envelope in batch.Envelopes)
        {
            if (_spans.Remove(envelope, out var spans))
            {
                Array.ForEach(spans, span => RealtimeTracing.End(span.SetTag("realtime.batch.envelopes", batch.Envelopes.Length)));
            }
        }
    }

    /// <summary>Nothing more is sent.</summary>
    /// <param name="error">Why.</param>
    public void EndAll(string error)
    {
        foreach (var spans in _spans.Values)
        {
            Array.ForEach(spans, span => RealtimeTracing.End(span, error));
        }

        _spans.Clear();
    }

    private Envelope Begin(Envelope envelope, EventTrace[] traces)
    {
        var spans = new List<Activity>(traces.Length);
        var next = Array.ConvertAll(traces, trace =>
        {
            if (RealtimeTracing.Begin(RealtimeTracing.Outbox, ActivityKind.Producer, trace.Context) is not { } span)
            {
                return trace;
            }

            spans.Add(span);
            return TraceContext.Of(span) is { } context ? trace with { Context = context } : trace;
        });
        var traced = envelope.WithTraces(next);
        if (spans.Count > 0)
        {
            _spans.Add(traced, [.. spans]);
        }

        return traced;
    }
}
