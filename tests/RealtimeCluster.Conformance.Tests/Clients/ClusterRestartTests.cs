using System.Text.Json;
using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>A cluster of processes that keeps its state in Redis, all of which are stopped and started.</summary>
public sealed partial class ClusterRestartTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] Nodes = ["silo1", "silo2", "gateway1", "gateway2"];

    private readonly string _config = Path.GetTempFileName();

    public void Dispose() => File.Delete(_config);

    // Gateways first and silos first: an operator may do either.
    [Theory]
    [InlineData("gateway1", "gateway2", "silo1", "silo2")]
    [InlineData("silo2", "silo1", "gateway2", "gateway1")]
    public async Task Client_EveryProcessStoppedAndStarted_IsRecoveredAndMissesNothing(params string[] stops)
    {
        await using var cluster = await StartAsync();
        await using var client = StartClient(cluster);
        await client.WaitForOutputAsync("joined", Deadline);
        var before = await SayAsync(cluster, "one");
        await client.WaitForOutputAsync("event said \"one\"", Deadline);

        await StopAsync(cluster, stops);
        await StartNodesAsync(cluster);

        var after = await SayAsync(cluster, "two");
        await client.WaitForOutputAsync("event said \"two\"", Deadline);
        var seen = client.Output;
        await using var late = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[1], new { envId = "shop" });
        await late.EmitWithAckAsync("join", new { channel = "lobby", rewind = 10 });
        var first = await late.WaitForAsync(static frame => frame.IsEvent, "the first message");
        var second = await late.WaitForAsync(static frame => frame.IsEvent, "the second message");

        var connects = Connects().Matches(seen).Select(static match => match.Value).ToArray();
        Assert.True(connects.Length == 2 && connects[1] == connects[0].Replace("false", "true", StringComparison.Ordinal), $"{seen}\n{cluster.DescribeState()}");
        Assert.Equal(["event said \"one\"", "event said \"two\""], seen.Split('\n').Where(static line => line.StartsWith("event", StringComparison.Ordinal)));
        Assert.Equal(before.GetProperty("epoch").GetString(), after.GetProperty("epoch").GetString());
        Assert.True(after.GetProperty("offset").GetInt64() > before.GetProperty("offset").GetInt64());
        Assert.Equal("one", first.Argument.GetProperty("message").GetString());
        Assert.Equal("two", second.Argument.GetProperty("message").GetString());
    }

    // What was said after the last write may be lost, so nobody may be told to have missed nothing.
    [Fact]
    public async Task Client_EveryProcessKilled_BeginsAnewAndFindsWhatWasStored()
    {
        await using var cluster = await StartAsync();
        var before = await SayAsync(cluster, "one");
        await StopAsync(cluster, Nodes);
        await StartNodesAsync(cluster);
        await using var client = StartClient(cluster);
        await client.WaitForOutputAsync("joined", Deadline);
        await SayAsync(cluster, "two");
        await client.WaitForOutputAsync("event said \"two\"", Deadline);

        await Task.WhenAll(Nodes.Select(cluster.KillAsync));
        await StartNodesAsync(cluster);

        await client.WaitForOutputAsync("connects: 2", Deadline);
        var after = await SayAsync(cluster, "three");
        await using var late = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[1], new { envId = "shop" });
        await late.EmitWithAckAsync("join", new { channel = "lobby", rewind = 10 });
        var first = await late.WaitForAsync(static frame => frame.IsEvent, "the first message");
        var connects = Connects().Matches(client.Output).Select(static match => match.Value).ToArray();
        Assert.All(connects, static connect => Assert.EndsWith("recovered=false", connect, StringComparison.Ordinal));
        Assert.NotEqual(connects[0], connects[1]);
        Assert.Equal("one", first.Argument.GetProperty("message").GetString());
        Assert.NotEqual(before.GetProperty("epoch").GetString(), after.GetProperty("epoch").GetString());
        Assert.True(after.GetProperty("offset").GetInt64() > before.GetProperty("offset").GetInt64());
    }

    private async Task<ClusterProcess> StartAsync()
    {
        await File.WriteAllTextAsync(_config, JsonSerializer.Serialize(new
        {
            Realtime = new { OpenEnvironments = true },
            Orleans = new { GrainStorage = new { realtime = new { ProviderType = "Redis" } } },
        }));
        return await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, _config);
    }

    private static HostProcess StartClient(ClusterProcess cluster) => HostProcess.Start(
        "node",
        Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/clients/restart.mjs"),
        cluster.GatewayUrls[0].ToString(),
        "shop");

    private static async Task StopAsync(ClusterProcess cluster, IEnumerable<string> nodes)
    {
        foreach (var node in nodes)
        {
            await cluster.StopAsync(node);
        }
    }

    private static async Task StartNodesAsync(ClusterProcess cluster)
    {
        foreach (var node in Nodes)
        {
            await cluster.StartAsync(node);
        }
    }

    private static async Task<JsonElement> SayAsync(ClusterProcess cluster, string text)
    {
        await using var speaker = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[1], new { envId = "shop" });
        return await speaker.EmitWithAckAsync("message", new { channel = "lobby", eventName = "said", message = text });
    }

    [GeneratedRegex("^connected .*$", RegexOptions.Multiline)]
    private static partial Regex Connects();
}
