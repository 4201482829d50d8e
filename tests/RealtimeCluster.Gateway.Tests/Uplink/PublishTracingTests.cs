using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

/// <summary>Which publishes get a span, and what it costs those that do not.</summary>
public sealed class PublishTracingTests : IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name == RealtimeTracing.SourceName,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public PublishTracingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1_000, 1_000)]
    [InlineData(0.5, 300, 700)]
    public void Begin_OfAThousand_TracesTheShare(double ratio, int least, int most)
    {
        var tracing = Create(ratio);

        var count = Enumerable.Range(0, 1_000).Count(_ => tracing.Begin("client") is not null);

        Assert.InRange(count, least, most);
    }

    /// <summary>Every verb of servers.</summary>
    public static TheoryData<ServerVerb> Verbs() => [.. Enum.GetValues<ServerVerb>()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Begin_RequestOfAServer_IsTracedIfItPublishes(ServerVerb verb)
    {
        using var span = Create(ratio: 1).Begin(new DefaultHttpContext().Request, verb);

        ServerVerb[] publishes = [ServerVerb.Publish, ServerVerb.Broadcast, ServerVerb.SendToUser, ServerVerb.SendToConnection];
        Assert.Equal(publishes.Contains(verb), span is not null);
    }

    [Fact]
    public void Publish_NotTraced_AllocatesNothing()
    {
        var tracing = Create(ratio: 0);
        var pending = new PendingCommand(new ChannelCommand { Kind = ChannelCommandKind.Publish }, null);
        PassAll(tracing, pending, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        PassAll(tracing, pending, 1_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Begin_AmongOtherSpans_BelongsToNoneAndDoesNotBecomeTheCurrentOne()
    {
        using var other = new Activity("other").Start();

        var span = Create(ratio: 1).Begin("client");

        Assert.NotNull(span);
        Assert.Equal(default, span.ParentSpanId);
        Assert.Same(other, Activity.Current);
        RealtimeTracing.End(span);
        Assert.Same(other, Activity.Current);
    }

    [Fact]
    public async Task EndIfGivenUp_ClientGone_EndsTheSpanAsAnError()
    {
        var span = Create(ratio: 1).Begin("client")!;

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            PublishTracing.EndIfGivenUp(ValueTask.FromException(new OperationCanceledException()), span).AsTask());

        Assert.True(span.IsStopped);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
    }

    [Fact]
    public void EndWith_Answered_EndsTheSpanBehindWhoWaitsForTheAnswer()
    {
        var span = Create(ratio: 1).Begin("client")!;
        var wasOpen = false;

        PublishTracing.EndWith(span, (_, _) => wasOpen = !span.IsStopped)(new CommandResult(CommandOutcome.Applied, 7), new StreamPosition(1, 7));

        Assert.True(wasOpen);
        Assert.True(span.IsStopped);
        Assert.Equal(7L, span.GetTagItem("realtime.offset"));
    }

    private static PublishTracing Create(double ratio) => new(Options.Create(new TracingOptions { SampleRatio = ratio }));

    private static void PassAll(PublishTracing tracing, PendingCommand pending, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var span = tracing.Begin("client");
            _ = pending.Command.WithTrace(TraceContext.Of(span));
            _ = UplinkSpan.Begin(pending, out _);
        }
    }
}
