using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Tests.Streams;

public sealed class OutboxSpansTests : IDisposable
{
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly OutboxSpans _spans = new();

    public OutboxSpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RealtimeTracing.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Begin_NotTraced_IsTheSameEnvelope()
    {
        var envelope = Envelope();

        Assert.Same(envelope, _spans.Begin(envelope));
    }

    [Fact]
    public void Begin_Traced_SendsTheContextOfItsOwnSpan()
    {
        var envelope = Traced();

        var sent = _spans.Begin(envelope);
        _spans.End(Batch(sent));

        var span = Assert.Single(_ended);
        Assert.Equal((RealtimeTracing.Outbox, "00f067aa0ba902b7"), (span.OperationName, span.ParentSpanId.ToHexString()));
        Assert.Equal(span.Id, Assert.Single(sent.Traces!).Context.TraceParent);
        Assert.Equal(envelope.Events, sent.Events);
    }

    [Fact]
    public void End_OtherBatch_LeavesItOpen()
    {
        var sent = _spans.Begin(Traced());

        _spans.End(Batch(Envelope()));

        Assert.Empty(_ended);
        _spans.End(Batch(sent));
        Assert.Single(_ended);
    }

    [Fact]
    public void EndAll_EndsWhatIsOpenAsAnError()
    {
        _spans.Begin(Traced());

        _spans.EndAll("The gateway is gone.");

        Assert.Equal((ActivityStatusCode.Error, "The gateway is gone."), (Assert.Single(_ended).Status, _ended.Single().StatusDescription));
    }

    private static Envelope Envelope() => new()
    {
        Channel = ChannelKey.ForChannel("e", "c"),
        Epoch = 1,
        Events = [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = 1 }],
    };

    private static OutboxBatch Batch(Envelope envelope) =>
        new() { Sender = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1), Sequence = 1, Envelopes = [envelope] };

    private Envelope Traced() => Envelope().WithTraces([new EventTrace(1, new TraceContext($"00-{_trace.ToHexString()}-00f067aa0ba902b7-01", null))]);
}
