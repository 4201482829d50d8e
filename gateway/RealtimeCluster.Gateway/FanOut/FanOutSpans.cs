using System.Diagnostics;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>The spans of the traced events of one batch. Made only when there are any, which is hardly ever.</summary>
internal sealed class FanOutSpans
{
    private readonly List<Activity> _fanOuts = [];
    private readonly List<Activity> _writes = [];

    /// <summary>A traced envelope is about to be delivered.</summary>
    public void Add(Envelope envelope)
    {
        foreach (var trace in envelope.Traces ?? [])
        {
            if (RealtimeTracing.Begin(RealtimeTracing.FanOut, ActivityKind.Consumer, trace.Context) is { } span)
            {
                _fanOuts.Add(span.SetTag("realtime.offset", trace.Offset).SetTag("realtime.envelope.events", envelope.Events.Length));
            }
        }
    }

    /// <summary>All outputs have what the batch brought them, and are about to be written.</summary>
    public void BeginWrites()
    {
        foreach (var fanOut in _fanOuts)
        {
            RealtimeTracing.End(fanOut);
            if (RealtimeTracing.Begin(RealtimeTracing.Write, ActivityKind.Producer, fanOut.Context) is { } span)
            {
                _writes.Add(span);
            }
        }
    }

    /// <summary>Every socket has had its turn.</summary>
    /// <param name="flushedCount">How many there were, for all events of the batch.</param>
    public void EndWrites(int flushedCount) => _writes.ForEach(span => RealtimeTracing.End(span.SetTag("realtime.batch.flushes", flushedCount)));
}
