using System.Globalization;
using System.Net;
using System.Text.Json;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.ServerApi;

/// <summary>A backend outside the cluster does by HTTP what servers inside do by grain calls, through any gateway.</summary>
[Collection(nameof(TwoByTwoCluster))]
public sealed class ServerApiTests(TwoByTwoCluster cluster)
{
    [Fact]
    public async Task Publish_MembersOnBothGateways_ReceiveItWithItsPlace()
    {
        const string Environment = "http-publish";
        using var backend = new Backend(cluster.GatewayUrls[0], Environment);
        await using var one = await JoinAsync(0, Environment, "a/b");
        await using var two = await JoinAsync(1, Environment, "a/b");

        var place = await backend.PostAsync("channels/a%2Fb/events", new { eventName = "news", message = new { text = "hi" } });

        foreach (var client in new[] { one, two })
        {
            var frame = await client.WaitForAsync(static frame => frame.EventName == "news", "the event");
            Assert.Equal("""{"channel":"a/b","message":{"text":"hi"}}""", frame.Argument.GetRawText());
        }

        var history = await backend.GetAsync("channels/a%2Fb/events?count=1");
        var last = Assert.Single(history.GetProperty("events").EnumerateArray());
        Assert.Equal(place.GetProperty("offset").GetInt64(), last.GetProperty("offset").GetInt64());
        Assert.Equal(place.GetProperty("epoch").GetString(), history.GetProperty("epoch").GetString());
        Assert.Equal(("message", "news", "hi"), (last.GetProperty("type").GetString(), last.GetProperty("eventName").GetString(), last.GetProperty("message").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Publish_Bytes_ReachTheClientAsBinary()
    {
        const string Environment = "http-bytes";
        using var backend = new Backend(cluster.GatewayUrls[0], Environment);
        await using var client = await JoinAsync(1, Environment, "c");
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];

        using var response = await backend.SendAsync(
            HttpMethod.Post, "channels/c/events?eventName=label", new ByteArrayContent(bytes) { Headers = { ContentType = new("application/octet-stream") } });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var frame = await client.WaitForAsync(static frame => frame.EventName == "label", "the bytes");
        Assert.Equal(bytes, Assert.Single(frame.Attachments));
        Assert.Equal("""{"_placeholder":true,"num":0}""", frame.Argument.GetProperty("message").GetRawText());
    }

    [Fact]
    public async Task Send_BroadcastAndConnection_ReachThemAlone()
    {
        const string Environment = "http-send";
        using var backend = new Backend(cluster.GatewayUrls[1], Environment);
        using var stranger = new Backend(cluster.GatewayUrls[1], "http-other");
        await using var one = await JoinAsync(0, Environment, "c");
        await using var two = await JoinAsync(1, Environment, "c");

        using var sent = await backend.SendAsync(HttpMethod.Post, $"connections/{one.Id}/events", Backend.Json(new { eventName = "you", message = 1 }));
        using var crossed = await stranger.SendAsync(HttpMethod.Post, $"connections/{one.Id}/events", Backend.Json(new { eventName = "you", message = 2 }));
        using var unknown = await backend.SendAsync(HttpMethod.Post, $"connections/{one.Id[..5]}{new string('A', 15)}/events", Backend.Json(new { eventName = "you" }));
        await backend.PostAsync("broadcast", new { eventName = "all", message = 3 });

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NotFound], new[] { sent, crossed, unknown }.Select(static response => response.StatusCode));
        Assert.Equal(["you", "all"], await EventsUntilAsync(one, "all"));
        Assert.Equal(["all"], await EventsUntilAsync(two, "all"));
    }

    [Fact]
    public async Task SendToUser_NobodyIsConnected_HasItsPlaceAllTheSame()
    {
        using var backend = new Backend(cluster.GatewayUrls[0], "http-user");

        var first = await backend.PostAsync("users/ada%20%2F/events", new { eventName = "hello", message = "x" });
        var second = await backend.PostAsync("users/ada%20%2F/events", new { eventName = "hello", message = "x" });

        Assert.Equal(first.GetProperty("offset").GetInt64() + 1, second.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Publish_SameIdempotencyKeyThroughAnotherGateway_IsOneEvent()
    {
        const string Environment = "http-key";
        using var one = new Backend(cluster.GatewayUrls[0], Environment);
        using var two = new Backend(cluster.GatewayUrls[1], Environment);
        var body = new { eventName = "paid", message = 7 };

        var first = await one.PostAsync("channels/order/events", body, "order-7");
        var again = await two.PostAsync("channels/order/events", body, "order-7");
        var batch = await two.PostAsync("batch", new { events = new[] { new { channel = "order", eventName = "paid", message = 7, idempotencyKey = "order-7" } } });

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(first.GetRawText(), batch.GetProperty("results")[0].GetRawText());
        Assert.Single((await one.GetAsync("channels/order/events")).GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task Batch_ManyChannels_KeepsTheOrderOfEach()
    {
        const string Environment = "http-batch";
        const int ChannelCount = 30;
        using var backend = new Backend(cluster.GatewayUrls[0], Environment);
        await using var member = await JoinAsync(1, Environment, "c7");
        var events = Enumerable.Range(0, 900).Select(static number => new { channel = $"c{number % ChannelCount}", eventName = "e", message = number }).ToArray();

        var results = (await backend.PostAsync("batch", new { events })).GetProperty("results");

        Assert.Equal(events.Length, results.GetArrayLength());
        for (var channel = 0; channel < ChannelCount; channel++)
        {
            var history = await backend.GetAsync(string.Create(CultureInfo.InvariantCulture, $"channels/c{channel}/events"));
            var kept = history.GetProperty("events").EnumerateArray().Where(static kept => kept.GetProperty("type").GetString() == "message").ToArray();
            var sent = Enumerable.Range(0, events.Length / ChannelCount).Select(number => (number * ChannelCount) + channel).ToArray();
            Assert.Equal(sent, kept.Select(static message => message.GetProperty("message").GetInt32()));
            Assert.Equal(sent.Select(number => results[number].GetProperty("offset").GetInt64()), kept.Select(static message => message.GetProperty("offset").GetInt64()));
        }

        var received = new List<int>();
        while (received.Count < events.Length / ChannelCount)
        {
            received.Add((await member.WaitForAsync(static frame => frame.EventName == "e", "the events")).Argument.GetProperty("message").GetInt32());
        }

        Assert.Equal(Enumerable.Range(0, events.Length / ChannelCount).Select(static number => (number * ChannelCount) + 7), received);
    }

    [Fact]
    public async Task Members_JoinAndLeaveWhileTheyArePaged_AreExactAtTheEnd()
    {
        const string Environment = "http-pages";
        const int ClientCount = 24;
        using var backend = new Backend(cluster.GatewayUrls[0], Environment);
        var clients = await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(number => JoinAsync(number % 2, Environment, "crowd")));
        var random = new Random(7);
        var isMember = Enumerable.Repeat(true, ClientCount).ToArray();
        var profiles = new int?[ClientCount];
        var members = new Dictionary<string, int?>(StringComparer.Ordinal);
        var cursor = string.Empty;
        while (true)
        {
            var page = await backend.GetAsync($"channels/crowd/members?count=3{cursor}");
            Apply(page, members);
            if (page.GetProperty("cursor").GetString() is not { } next)
            {
                break;
            }

            cursor = $"&cursor={next}";
            await ChurnAsync(clients, isMember, profiles, random);
        }

        var expected = Enumerable.Range(0, ClientCount).Where(number => isMember[number]).ToDictionary(number => clients[number].Id, number => profiles[number]);
        Assert.Equal(expected.OrderBy(static pair => pair.Key, StringComparer.Ordinal), members.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Count, (await backend.GetAsync("channels/crowd/members/count")).GetProperty("count").GetInt32());
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(TwoByTwoCluster.PublisherToken, "http-scoped", HttpStatusCode.OK)]
    [InlineData(TwoByTwoCluster.PublisherToken, "http-elsewhere", HttpStatusCode.Forbidden)]
    [InlineData("nobody", "http-scoped", HttpStatusCode.Unauthorized)]
    public async Task Publish_TokenWithLimits_KeepsToThem(string token, string environment, HttpStatusCode expected)
    {
        using var backend = new Backend(cluster.GatewayUrls[0], environment, token);

        using var response = await backend.SendAsync(HttpMethod.Post, "channels/c/events", Backend.Json(new { eventName = "e" }));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Connect_TokenWithLimits_IsNoMaster() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { accessToken = TwoByTwoCluster.PublisherToken }));

    private static async Task<string[]> EventsUntilAsync(SocketIOTestClient client, string last)
    {
        var names = new List<string>();
        await client.WaitForAsync(
            frame =>
            {
                if (frame.EventName is { } name && !name.StartsWith("channel:", StringComparison.Ordinal))
                {
                    names.Add(name);
                }

                return frame.EventName == last;
            },
            last);
        return [.. names];
    }

    private static async Task ChurnAsync(SocketIOTestClient[] clients, bool[] isMember, int?[] profiles, Random random)
    {
        for (var step = 0; step < 4; step++)
        {
            var number = random.Next(clients.Length);
            if (isMember[number] && random.Next(2) == 0)
            {
                profiles[number] = random.Next(100);
                await clients[number].EmitWithAckAsync("update", new { data = profiles[number] });
            }
            else
            {
                await clients[number].EmitWithAckAsync(isMember[number] ? "leave" : "join", new { channel = "crowd" });
                isMember[number] = !isMember[number];
            }
        }
    }

    private static void Apply(JsonElement page, Dictionary<string, int?> members)
    {
        Assert.All(page.GetProperty("left").EnumerateArray(), left => Assert.True(members.Remove(left.GetString()!)));
        foreach (var member in page.GetProperty("updated").EnumerateArray().Concat(page.GetProperty("members").EnumerateArray()))
        {
            members[member.GetProperty("id").GetString()!] = member.TryGetProperty("data", out var data) ? data.GetInt32() : null;
        }
    }

    private async Task<SocketIOTestClient> JoinAsync(int gateway, string environment, string channel)
    {
        var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[gateway], new { envId = environment });
        await client.EmitWithAckAsync("join", new { channel });
        return client;
    }
}
