using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Samples;

/// <summary>What a local cluster prints at its start holds: where the pages are, a token, and how a silo of one's own joins.</summary>
public sealed partial class BusinessSiloTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Up_AsPrinted_PagesAreThereAndASiloOfOnesOwnSendsToAChannel()
    {
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 1);
        var arguments = Command().Match(cluster.Hints).Groups["arguments"].Value.Trim().Split(' ');
        await using var sample = HostProcess.Start("dotnet", [Repository.GetHost("deploy/samples/business-silo", "RealtimeCluster.Samples.BusinessSilo"), .. arguments]);
        await sample.WaitForOutputAsync("Application started", Deadline);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token().Match(cluster.Hints).Groups["token"].Value);

        using var shipped = await http.PostAsync(new Uri($"{arguments[^1]}/orders/7/ship"), content: null);
        var history = await http.GetStringAsync(new Uri(cluster.GatewayUrls[0], "/v1/environments/shop/channels/order-7/events"));

        Assert.Equal(HttpStatusCode.OK, shipped.StatusCode);
        Assert.Contains("shipped", history, StringComparison.Ordinal);
        Assert.Contains("RealtimeCluster", await http.GetStringAsync(new Uri(cluster.GatewayUrls[0], "/")), StringComparison.Ordinal);
        Assert.Contains("<script", await http.GetStringAsync(new Uri(cluster.GatewayUrls[0], "/admin/")), StringComparison.Ordinal);
    }

    [GeneratedRegex("business-silo -- (?<arguments>.*)")]
    private static partial Regex Command();

    [GeneratedRegex("with the token (?<token>[0-9a-f]+)")]
    private static partial Regex Token();
}
