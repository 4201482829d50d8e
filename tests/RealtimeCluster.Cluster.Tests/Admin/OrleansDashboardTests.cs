using System.Net;
using System.Text.Json;

namespace RealtimeCluster.Cluster.Tests.Admin;

/// <summary>The Orleans Dashboard on a gateway, behind the admin page's guard.</summary>
public sealed class OrleansDashboardTests(DashboardCluster cluster) : IClassFixture<DashboardCluster>
{
    [Theory]
    [InlineData("")]
    [InlineData("index.html")]
    [InlineData("index.min.js")]
    [InlineData("DashboardCounters")]
    [InlineData("ClusterStats")]
    [InlineData("GrainTypes")]
    [InlineData("SiloProperties/x")]
    [InlineData("Trace")]
    public async Task Get_WithoutSignIn_IsRefused(string path)
    {
        using var http = CreateClient(token: null);
        using var forged = CreateClient("another-token");

        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        using var refused = await forged.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Get_WithServerToken_ShowsEveryNode()
    {
        using var http = CreateClient(DashboardCluster.Token);

        var page = await http.GetStringAsync(new Uri("", UriKind.Relative));
        var counters = JsonDocument.Parse(await http.GetStringAsync(new Uri("DashboardCounters", UriKind.Relative))).RootElement;

        Assert.Contains("<title>Orleans Dashboard</title>", page, StringComparison.Ordinal);
        Assert.Equal(2, counters.GetProperty("hosts").GetArrayLength());
        foreach (var host in counters.GetProperty("hosts").EnumerateArray())
        {
            var address = host.GetProperty("siloAddress").GetString()!;
            var properties = JsonDocument.Parse(await http.GetStringAsync(new Uri($"SiloProperties/{address}", UriKind.Relative))).RootElement;
            Assert.StartsWith("10.", properties.GetProperty("orleansVersion").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Trace", HttpStatusCode.Forbidden)]
    [InlineData("GrainState?grainId=1&grainType=x", HttpStatusCode.NotFound)]
    public async Task Get_WhatDoesMoreThanShow_IsShut(string path, HttpStatusCode status)
    {
        using var http = CreateClient(DashboardCluster.Token);

        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, response.StatusCode);
    }

    private HttpClient CreateClient(string? token)
    {
        var http = new HttpClient { BaseAddress = new Uri(cluster.GatewayUrl, "/admin/orleans/"), Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return http;
    }
}
