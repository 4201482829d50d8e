using System.Net;
using System.Text.Json;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>What the page shows and does, for who is let in.</summary>
public sealed class AdminEndpointsTests : IAsyncLifetime
{
    private AdminServer _server = null!;

    [Fact]
    public async Task Cluster_EveryKindOfNode_IsShownAsWhatItIs()
    {
        _server.Cluster.GatewayNode.Answer = static () => Task.FromResult(FakeNode.CreateReport(gateway: new GatewayReport
        {
            ConnectionCount = 3,
            SessionCount = 4,
            ChannelCount = 2,
            ReceivedCount = 10,
            RefusedCount = 1,
            DeliveredCount = 30,
            DroppedCount = 0,
            RoundTrip = TimeSpan.FromMilliseconds(1.5),
            IsDraining = true,
        }));
        _server.Cluster.SiloNode.Answer = static () => Task.FromResult(FakeNode.CreateReport(owner: new OwnerReport { ChannelCount = 7, LogCount = 9, EventCount = 100 }));

        var nodes = await ReadNodesAsync();

        var gateway = nodes[FakeCluster.Gateway.ToParsableString()];
        Assert.Equal("127.0.0.1:5000", gateway.GetProperty("address").GetString());
        Assert.Equal(
            """{"connections":3,"sessions":4,"channels":2,"received":10,"refused":1,"delivered":30,"dropped":0,"isDraining":true,"roundTripMilliseconds":1.5}""",
            gateway.GetProperty("report").GetProperty("gateway").GetRawText());
        var silo = nodes[FakeCluster.Silo.ToParsableString()];
        Assert.Equal("""{"channels":7,"logs":9,"events":100}""", silo.GetProperty("report").GetProperty("silo").GetRawText());
        var business = nodes[FakeCluster.Business.ToParsableString()];
        Assert.False(business.GetProperty("isGateway").GetBoolean() || business.GetProperty("isSilo").GetBoolean() || business.TryGetProperty("report", out _));
    }

    [Fact]
    public async Task Cluster_ManyWatch_NodesAreAskedOnceASecond()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadNodesAsync()));
        Assert.Equal(1, _server.Cluster.SiloNode.ReportCount);

        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadNodesAsync()));

        Assert.Equal(2, _server.Cluster.SiloNode.ReportCount);
    }

    [Fact]
    public async Task Cluster_NodeIsSilent_TheOthersAreShown()
    {
        var patience = TimeSpan.FromSeconds(2);
        _server.Cluster.SiloNode.Answer = static () => new TaskCompletionSource<NodeReport>().Task;

        var reading = ReadNodesAsync();
        await _server.Time.WaitUntilArmedAsync(patience);
        _server.Time.Advance(patience);
        var nodes = await reading.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.False(nodes[FakeCluster.Silo.ToParsableString()].TryGetProperty("report", out _));
        Assert.True(nodes[FakeCluster.Gateway.ToParsableString()].TryGetProperty("report", out _));
    }

    [Fact]
    public async Task Cluster_NodesDied_OnlyTheLastAreShown()
    {
        for (var generation = 10; generation < 40; generation++)
        {
            _server.Cluster.Membership.Set(SiloAddress.New(FakeCluster.Gateway.Endpoint, generation), SiloStatus.Dead);
        }

        var dead = (await ReadNodesAsync()).Values.Where(static node => node.GetProperty("status").GetString() == "Dead").Select(static node => node.GetProperty("id").GetString());

        Assert.Equal(Enumerable.Range(30, 10).Select(static generation => $"127.0.0.1:5000@{generation}").Order(), dead.Order());
    }

    [Fact]
    public async Task Drain_Gateway_IsToldAndNoted()
    {
        using var response = await PostAsync($"cluster/drain?node={FakeCluster.Gateway.ToParsableString()}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["drain"], _server.Cluster.Desk.Calls);
        Assert.Contains(_server.Logs.Entries, static entry => entry.Text == "An administrator with server token unnamed at 127.0.0.1 drains gateway 127.0.0.1:5000@1.");
    }

    [Fact]
    public async Task Stop_OwnNode_IsTold()
    {
        using var response = await PostAsync($"cluster/stop?node={FakeCluster.Silo.ToParsableString()}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1, _server.Cluster.SiloNode.StopCount);
    }

    [Theory]
    [InlineData("drain", "127.0.0.1:6000@2", 400, "not_a_gateway")]
    [InlineData("drain", "127.0.0.1:7000@3", 400, "not_a_gateway")]
    [InlineData("stop", "127.0.0.1:7000@3", 400, "foreign_node")]
    [InlineData("stop", "127.0.0.1:5000@9", 404, "no_node_found")]
    [InlineData("stop", "", 404, "no_node_found")]
    public async Task Act_OtherNode_IsRefused(string action, string node, int status, string code)
    {
        using var response = await PostAsync($"cluster/{action}?node={node}");

        await AssertProblemAsync(response, status, code);
        Assert.Empty(_server.Cluster.Desk.Calls);
        Assert.Equal(0, _server.Cluster.SiloNode.StopCount);
    }

    [Fact]
    public async Task Find_ById_SaysWhereItIs()
    {
        var answer = await ReadAsync("connections?id=connection-1&environment=");

        Assert.Equal(["find connection-1  "], _server.Cluster.Desk.Calls);
        Assert.Equal(
            """[{"id":"connection-1","gateway":"127.0.0.1:5000@1","environment":"shop","user":"ada","transport":"websocket","channels":["a","b"],"channelCount":5}]""",
            answer.GetProperty("connections").GetRawText());
    }

    [Fact]
    public async Task Find_GatewayIsSilent_SaysSo()
    {
        _server.Cluster.Desk.IsSilent = true;

        var answer = await ReadAsync("connections?environment=shop&user=ada");

        Assert.Equal("""{"connections":[],"isCut":false,"silent":["127.0.0.1:5000@1"]}""", answer.GetRawText());
    }

    [Theory]
    [InlineData("connection-1", false, 204)]
    [InlineData("connection-2", false, 404)]
    [InlineData("connection-1", true, 503)]
    public async Task Disconnect_Connection_AsksTheGateways(string id, bool isSilent, int status)
    {
        _server.Cluster.Desk.IsSilent = isSilent;

        using var response = await PostAsync($"connections/disconnect?id={id}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([$"disconnect {id}"], _server.Cluster.Desk.Calls);
    }

    [Theory]
    [InlineData("channel", "a/b%26c", "shop: send a/b&c e { \"x\" : 1 }")]
    [InlineData("user", "ada", "shop: user ada e { \"x\" : 1 }")]
    [InlineData("everyone", "", "shop: broadcast e { \"x\" : 1 }")]
    public async Task Send_TestMessage_GoesAsItStands(string target, string name, string call)
    {
        using var response = await PostAsync($"send/{target}?environment=shop&name={name}", """{"eventName":"e","message":{ "x" : 1 }}""");

        Assert.Equal("""{"offset":3,"epoch":"abc"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(call, Assert.Single(_server.Calls));
    }

    [Theory]
    [InlineData("connection-1", 204)]
    [InlineData("connection-2", 404)]
    public async Task Send_ToConnection_FindsItWhereverItIs(string id, int status)
    {
        using var response = await PostAsync($"send/connection?environment=shop&name={id}", """{"eventName":"e","message":1}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([$"send shop {id} e 1"], _server.Cluster.Desk.Calls);
    }

    [Theory]
    [InlineData("channel?environment=none&name=a", 404, "no_environment_found")]
    [InlineData("channel?environment=shop&name=", 400, "invalid_channel")]
    [InlineData("nobody?environment=shop&name=a", 400, "invalid_parameter")]
    public async Task Send_ToNobody_IsRefused(string path, int status, string code)
    {
        using var response = await PostAsync($"send/{path}", """{"eventName":"e"}""");

        await AssertProblemAsync(response, status, code);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task Channel_EventsAndCount_AreReadFromItsOwner()
    {
        var events = await ReadAsync("channel/events?environment=shop&name=a%2Fb&from=7&count=50");

        Assert.Equal(3, events.GetProperty("offset").GetInt64());
        Assert.Equal(["shop: history a/b 7 50"], _server.Calls);
    }

    public async Task InitializeAsync() => _server = await AdminServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? body = null) =>
        _server.SendAsProgramAsync(HttpMethod.Post, $"api/{path}", body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

    private async Task<JsonElement> ReadAsync(string path)
    {
        using var response = await _server.SendAsProgramAsync(HttpMethod.Get, $"api/{path}");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<Dictionary<string, JsonElement>> ReadNodesAsync() =>
        (await ReadAsync("cluster")).GetProperty("nodes").EnumerateArray().ToDictionary(static node => node.GetProperty("id").GetString()!);
}
