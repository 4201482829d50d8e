using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCluster.Observability.Tests.Metrics;

/// <summary>What a live node counts, as Prometheus sees it.</summary>
public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Metrics_AfterTraffic_CountIt()
    {
        await using var node = await ObservedNode.StartAsync();
        await using var one = await node.JoinAsync("counted", "room");
        await using var two = await node.JoinAsync("counted", "room");
        for (var i = 0; i < 3; i++)
        {
            await one.EmitWithAckAsync("message", new { channel = "room", eventName = "tick", message = "0123456789" });
        }

        for (var i = 0; i < 3; i++)
        {
            await one.WaitForAsync(static frame => frame.EventName == "tick", "an echo");
            await two.WaitForAsync(static frame => frame.EventName == "tick", "a message");
        }

        var page = await PrometheusPage.ReadAsync(node);

        Assert.Equal(2, page.Sum("realtime_gateway_connections"));
        Assert.Equal(2, page.Sum("realtime_gateway_sessions"));
        Assert.Equal(5, page.Sum("realtime_gateway_events_received_total"));
        Assert.Equal(2, page.Sum("realtime_silo_members"));
        Assert.Equal(1, page.Sum("realtime_silo_owners", "kind=\"channel\""));
        Assert.Equal(3, page.Sum("realtime_gateway_delivery_latency_seconds_count"));
        Assert.InRange(page.Sum("realtime_gateway_delivery_latency_seconds_sum"), 0.000_001, 60);
        Assert.InRange(page.Sum("realtime_uplink_duration_seconds_count"), 3, 1_000);
        Assert.InRange(page.Sum("realtime_gateway_sent_bytes_total"), 6 * 10, 1_000_000);
        Assert.InRange(page.Sum("realtime_gateway_received_bytes_total"), 3 * 10, 1_000_000);
        Assert.InRange(page.Sum("realtime_gateway_channels"), 2, 3);
        Assert.Equal(1, page.Sum("realtime_cluster_nodes", "role=\"owner\""));
        Assert.Equal(1, page.Sum("realtime_cluster_nodes", "role=\"gateway\""));
        Assert.Equal(0, page.Sum("realtime_uplink_waiting") + page.Sum("realtime_outbox_waiting") + page.Sum("realtime_gateway_outbound_waiting_bytes"));
    }

    [Theory]
    [InlineData("room")]
    [InlineData("a channel without members")]
    public async Task Metrics_Publishes_AreEachOneEventWhoeverGetsThem(string channel)
    {
        await using var node = await ObservedNode.StartAsync();
        await using var member = await node.JoinAsync("counted", "room");
        for (var i = 0; i < 3; i++)
        {
            await member.EmitWithAckAsync("message", new { channel, eventName = "tick", message = i });
        }

        // The join is one as well.
        Assert.Equal(1 + 3, (await PrometheusPage.ReadAsync(node)).Sum("realtime_silo_events_total"));
    }

    [Fact]
    public async Task Metrics_MemberLeaves_AreCountedDown()
    {
        await using var node = await ObservedNode.StartAsync();
        await using var stays = await node.JoinAsync("counted", "room");
        var leaver = await node.JoinAsync("counted", "room");
        await leaver.EmitWithAckAsync("leave", new { channel = "room" });
        await stays.WaitForAsync(static frame => frame.EventName == "channel:leave", "the leave");
        await leaver.DisposeAsync();

        var page = await PrometheusPage.ReadAsync(node);

        Assert.Equal(1, page.Sum("realtime_silo_members"));
    }

    [Fact]
    public async Task Metrics_ShowTheFloorBelowUsToo()
    {
        await using var node = await ObservedNode.StartAsync();
        using var _ = await node.Http.GetAsync(new Uri(node.Url, "/health"));

        var names = (await PrometheusPage.ReadAsync(node)).Names;

        Assert.Contains(names, static name => name.StartsWith("orleans_", StringComparison.Ordinal));
        Assert.Contains("dotnet_gc_collections_total", names);
        Assert.Contains("http_server_request_duration_seconds_count", names);
        Assert.Contains("kestrel_active_connections", names);
    }

    // Each life of a node has another address: series by address would grow with every life of every other node.
    [Fact]
    public async Task Metrics_WhatOrleansCountsByPeer_IsSummedOverThem()
    {
        await using var node = await ObservedNode.StartAsync();
        var meter = node.Services.GetRequiredService<IMeterFactory>().Create("Microsoft.Orleans");
        var pings = meter.CreateCounter<int>("orleans-messaging-pings-reply-missed");
        var sizes = meter.CreateHistogram<int>("orleans-messaging-sent-messages-size", "bytes");
        foreach (var peer in new[] { "S10.0.0.1:1:1", "S10.0.0.2:1:2" })
        {
            pings.Add(1, new KeyValuePair<string, object?>("Destination", peer));
            sizes.Record(7, new("ConnectionDirection", "SiloToSilo"), new("MessageDirection", "OneWay"), new("silo", peer));
        }

        var page = await PrometheusPage.ReadAsync(node);

        Assert.Equal(2, page.Sum("orleans_messaging_pings_reply_missed_total"));
        Assert.Equal(2, page.Sum("orleans_messaging_sent_messages_size_bytes_count", "MessageDirection=\"OneWay\""));
        Assert.DoesNotContain("S10.0.0.", await node.GetAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfTheManagementPortItself_AreNotAmongThem()
    {
        await using var node = await ObservedNode.StartAsync();
        await node.GetAsync("/metrics");
        await node.GetStatusAsync("/live");

        var text = await node.GetAsync("/metrics");

        Assert.DoesNotContain($"server_port=\"{node.ManagementUrl.Port}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http_server_request_duration", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicPort_KnowsNothingOfManagement()
    {
        await using var node = await ObservedNode.StartAsync();

        foreach (var path in new[] { "/metrics", "/started", "/live" })
        {
            using var response = await node.Http.GetAsync(new Uri(node.Url, path));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
        }
    }

    [Fact]
    public async Task SwitchedOff_NothingOfOursIsMeasured()
    {
        await using var node = await ObservedNode.StartAsync("--Observability:Enabled=false");
        await using var member = await node.JoinAsync("counted", "room");

        var names = (await PrometheusPage.ReadAsync(node)).Names;

        Assert.DoesNotContain(names, static name => name.StartsWith("realtime_", StringComparison.Ordinal));
    }
}
