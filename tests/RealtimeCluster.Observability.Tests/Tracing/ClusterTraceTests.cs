using System.Net.Http.Json;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>A publish's way through processes of their own, as a collector sees it.</summary>
public sealed class ClusterTraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallerSpan = "00f067aa0ba902b7";
    private const string Token = "cluster-trace-server-token";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task HttpPublish_TwoSilosTwoGateways_ShowsEachHopInItsProcess()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, $$$"""
            {"Realtime":{"OpenEnvironments":true,"ServerTokens":["{{{Token}}}"]},
             "Observability":{"OtlpEndpoint":"{{{collector.Url}}}","OtlpProtocol":"HttpProtobuf"}}
            """);
        try
        {
            await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, config);
            await using var one = await JoinAsync(cluster.GatewayUrls[0]);
            await using var two = await JoinAsync(cluster.GatewayUrls[1]);

            await PublishAsync(cluster.GatewayUrls[0]);
            await one.WaitForAsync(static frame => frame.EventName == "news", "the event");
            await two.WaitForAsync(static frame => frame.EventName == "news", "the event");

            // One on the way to the owner and at it, and for each of the gateways from there to the sockets.
            AssertWay(await collector.WaitForAsync(TraceId, 3 + (2 * 3)));
        }
        finally
        {
            File.Delete(config);
        }

        // On the way out, at the latest, nodes have sent their metrics too.
        Assert.Contains("/v1/metrics", collector.Paths);
    }

    private static void AssertWay(IReadOnlyList<ExportedSpan> spans)
    {
        var byId = spans.ToDictionary(static span => span.SpanId);
        var publish = Assert.Single(spans, static span => span.Name == RealtimeTracing.Publish);
        var uplink = Assert.Single(spans, static span => span.Name == RealtimeTracing.Uplink);
        var apply = Assert.Single(spans, static span => span.Name == RealtimeTracing.Apply);
        Assert.Equal((CallerSpan, publish.SpanId, uplink.SpanId), (publish.ParentId, uplink.ParentId, apply.ParentId));
        Assert.Equal(("RealtimeCluster.Gateway.Host", "RealtimeCluster.Gateway.Host", "RealtimeCluster.Silo.Host"), (publish.Service, uplink.Service, apply.Service));

        var writes = spans.Where(static span => span.Name == RealtimeTracing.Write).ToArray();
        Assert.Equal(2, writes.Length);
        Assert.Equal(2, writes.Select(static write => write.Instance).Distinct().Count());
        foreach (var write in writes)
        {
            var fanOut = byId[write.ParentId];
            var outbox = byId[fanOut.ParentId];
            Assert.Equal((RealtimeTracing.FanOut, RealtimeTracing.Outbox, apply.SpanId), (fanOut.Name, outbox.Name, outbox.ParentId));
            Assert.Equal((write.Instance, "RealtimeCluster.Gateway.Host", apply.Instance), (fanOut.Instance, fanOut.Service, outbox.Instance));
        }

        Assert.All(spans, static span => Assert.True(span.End > span.Start, $"{span} has no duration"));
        Assert.All(spans.Where(span => byId.ContainsKey(span.ParentId)), span => Assert.True(span.Start >= byId[span.ParentId].Start, $"{span} began before its parent"));
    }

    private static async Task<SocketIOTestClient> JoinAsync(Uri gateway)
    {
        var client = await SocketIOTestClient.ConnectAsync(gateway, new { envId = "traced", echoMessages = true });
        await client.EmitWithAckAsync("join", new { channel = "room" });
        return client;
    }

    private static async Task PublishAsync(Uri gateway)
    {
        using var http = new HttpClient { Timeout = Deadline };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/v1/environments/traced/channels/room/events"))
        {
            Content = JsonContent.Create(new { eventName = "news", message = 1 }),
        };
        request.Headers.Authorization = new("Bearer", Token);
        request.Headers.Add("traceparent", $"00-{TraceId}-{CallerSpan}-01");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
