using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>A publish's way, hop by hop, whichever door it came in by.</summary>
public sealed class PublishTraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallerSpan = "00f067aa0ba902b7";

    // Each hop and the one it follows.
    private static readonly (string Name, string? Parent)[] Way =
    [
        (RealtimeTracing.Publish, null),
        (RealtimeTracing.Uplink, RealtimeTracing.Publish),
        (RealtimeTracing.Apply, RealtimeTracing.Uplink),
        (RealtimeTracing.Outbox, RealtimeTracing.Apply),
        (RealtimeTracing.FanOut, RealtimeTracing.Outbox),
        (RealtimeTracing.Write, RealtimeTracing.FanOut),
    ];

    [Fact]
    public async Task HttpPublish_WithSampledTraceParent_ShowsEachHopBelowTheCallersSpan()
    {
        await using var node = await ObservedNode.StartAsync();
        await using var member = await node.JoinAsync("traced", "room");

        Assert.Equal(HttpStatusCode.OK, await PublishAsync(node, $"00-{TraceId}-{CallerSpan}-01", "vendor=1"));
        await member.WaitForAsync(static frame => frame.EventName == "news", "the event");
        var spans = await node.Spans.WaitForAsync(TraceId, Way.Length);

        AssertWay(spans);
        var publish = spans.Single(static span => span.OperationName == RealtimeTracing.Publish);
        Assert.Equal(CallerSpan, publish.ParentSpanId.ToHexString());
        Assert.Equal("vendor=1", spans.Single(static span => span.OperationName == RealtimeTracing.Write).TraceStateString);
        Assert.Equal("http", publish.GetTagItem("realtime.door"));
    }

    [Theory]
    [InlineData("client", "message")]
    [InlineData("master", "send_message")]
    public async Task SocketPublish_EveryOneSampled_ShowsEachHop(string door, string verb)
    {
        await using var node = await ObservedNode.StartAsync("--Observability:Tracing:SampleRatio=1");
        await using var member = await node.JoinAsync("traced", "room");
        await using var sender = await SocketIOTestClient.ConnectAsync(
            node.Url, door == "master" ? new { accessToken = ObservedNode.Token } : new { envId = "traced" });

        object body = door == "master"
            ? new { envId = "traced", channelName = "room", eventName = "news", message = 1 }
            : new { channel = "room", eventName = "news", message = 1 };
        await sender.EmitWithAckAsync(verb, body);
        await member.WaitForAsync(static frame => frame.EventName == "news", "the event");
        var spans = await node.Spans.WaitForAsync(traceId: null, Way.Length);

        AssertWay(spans);
        Assert.Equal(door, spans.Single(static span => span.OperationName == RealtimeTracing.Publish).GetTagItem("realtime.door"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData($"00-{TraceId}-{CallerSpan}-00")]
    [InlineData("no trace parent")]
    public async Task HttpPublish_NotSampled_LeavesNoSpan(string? traceParent)
    {
        await using var node = await ObservedNode.StartAsync();
        await using var member = await node.JoinAsync("traced", "room");

        Assert.Equal(HttpStatusCode.OK, await PublishAsync(node, traceParent));
        await member.WaitForAsync(static frame => frame.EventName == "news", "the event");
        await PublishAsync(node, $"00-{TraceId}-{CallerSpan}-01");
        await node.Spans.WaitForAsync(TraceId, Way.Length);

        // The traced one behind it has come all the way, so whatever the first one had to show would be there.
        Assert.Equal(Way.Length, node.Spans.All.Count);
    }

    [Fact]
    public async Task HttpPublish_WithoutToken_CannotMakeANodeRecord()
    {
        await using var node = await ObservedNode.StartAsync();
        await using var member = await node.JoinAsync("traced", "room");
        const string OtherTrace = "0af7651916cd43dd8448eb211c80319c";

        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(node, $"00-{OtherTrace}-{CallerSpan}-01", token: "wrong"));
        await PublishAsync(node, $"00-{TraceId}-{CallerSpan}-01");
        await node.Spans.WaitForAsync(TraceId, Way.Length);

        Assert.DoesNotContain(node.Spans.All, static span => span.TraceId.ToHexString() == OtherTrace);
    }

    [Fact]
    public async Task HttpBatch_Sampled_TracesItsFirstEventOnly()
    {
        await using var node = await ObservedNode.StartAsync();
        await using var member = await node.JoinAsync("traced", "room");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Url, "/v1/environments/traced/batch"))
        {
            Content = JsonContent.Create(new { events = Enumerable.Range(0, 20).Select(static number => new { channel = "room", eventName = $"e{number}" }) }),
        };
        request.Headers.Authorization = new("Bearer", ObservedNode.Token);
        request.Headers.Add("traceparent", $"00-{TraceId}-{CallerSpan}-01");

        using var response = await node.Http.SendAsync(request);
        await member.WaitForAsync(static frame => frame.EventName == "e19", "the last event");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertWay(await node.Spans.WaitForAsync(TraceId, Way.Length));
        Assert.Equal(Way.Length, node.Spans.All.Count);
    }

    private static void AssertWay(IReadOnlyList<Activity> spans)
    {
        Assert.Equal(Way.Select(static hop => hop.Name).Order(), spans.Select(static span => span.OperationName).Order());
        var byName = spans.ToDictionary(static span => span.OperationName);
        Assert.Single(spans.Select(static span => span.TraceId).Distinct());
        foreach (var (name, parent) in Way)
        {
            var span = byName[name];
            Assert.True(span.Duration > TimeSpan.Zero, $"{name} has no duration");
            Assert.NotEqual(ActivityStatusCode.Error, span.Status);
            if (parent is not null)
            {
                Assert.Equal((name, byName[parent].SpanId), (name, span.ParentSpanId));
                Assert.True(span.StartTimeUtc >= byName[parent].StartTimeUtc, $"{name} began before {parent}");
            }
        }
    }

    private static async Task<HttpStatusCode> PublishAsync(ObservedNode node, string? traceParent, string? traceState = null, string token = ObservedNode.Token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Url, "/v1/environments/traced/channels/room/events"))
        {
            Content = JsonContent.Create(new { eventName = "news", message = 1 }),
        };
        request.Headers.Authorization = new("Bearer", token);
        if (traceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        if (traceState is not null)
        {
            request.Headers.TryAddWithoutValidation("tracestate", traceState);
        }

        using var response = await node.Http.SendAsync(request);
        return response.StatusCode;
    }
}
