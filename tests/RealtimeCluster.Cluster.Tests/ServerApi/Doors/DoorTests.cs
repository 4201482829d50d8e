using System.Text;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Every verb of a server does the same whichever way it comes into the cluster.</summary>
[Collection(nameof(TwoByTwoCluster))]
public sealed class DoorTests(TwoByTwoCluster cluster, OpenDoors doors) : IClassFixture<OpenDoors>
{
    private static readonly string[] All = ["grain", "http", "net", "master", "node"];
    private static readonly string[] AllButNode = ["grain", "http", "net", "master"];
    private static readonly string[] Whole = ["grain", "http", "net"];

    private static readonly byte[] Label = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];

    // What each verb is, and which doors have it: master connections and the Node package have those of the engine's server library.
    private static readonly Dictionary<string, (string[] Doors, Func<Scene, Task> Run)> Verbs = new(StringComparer.Ordinal)
    {
        ["send"] = (All, static scene => SendAsync(scene)),
        ["send-binary"] = (All, static scene => SendBinaryAsync(scene)),
        ["send-reserved-name"] = (All, static scene => AssertFaultyAsync(() => scene.Door.SendAsync(scene.Environment, "c", "disconnect", Payload.Null))),
        ["send-same-key"] = (["grain", "http", "net", "node"], static scene => SendSameKeyAsync(scene)),
        ["send-bad-key"] = (["grain", "http", "net", "node"], static scene => AssertFaultyAsync(() => scene.Door.SendAsync(scene.Environment, "c", "e", Payload.Null, new string('k', 129)))),
        ["broadcast"] = (All, static scene => BroadcastAsync(scene)),
        ["members"] = (All, static scene => MembersAsync(scene)),
        ["user"] = (AllButNode, static scene => SendToUserAsync(scene)),
        ["connection"] = (Whole, static scene => SendToConnectionAsync(scene)),
        ["connection-resumed-elsewhere"] = (Whole, static scene => SendToResumedConnectionAsync(scene)),
        ["batch"] = (Whole, static scene => SendBatchAsync(scene)),
        ["member-count"] = (Whole, static scene => MemberCountAsync(scene)),
        ["member-pages"] = (Whole, static scene => MemberPagesAsync(scene)),
        ["member-pages-bad-cursor"] = (Whole, static scene => AssertFaultyAsync(() => scene.Door.GetMemberPageAsync(scene.Environment, "c", "none", 1))),
        ["member-pages-bad-count"] = (Whole, static scene => AssertFaultyAsync(() => scene.Door.GetMemberPageAsync(scene.Environment, "c", null, 0))),
        ["history"] = (Whole, static scene => HistoryAsync(scene)),
        ["channels"] = (Whole, static scene => ChannelsAsync(scene)),
        ["channels-bad-cursor"] = (Whole, static scene => AssertFaultyAsync(() => scene.Door.GetChannelsAsync(scene.Environment, string.Empty, "a", 1))),
        ["channels-bad-count"] = (Whole, static scene => AssertFaultyAsync(() => scene.Door.GetChannelsAsync(scene.Environment, string.Empty, null, 1_001))),
        ["disconnect"] = (Whole, static scene => DisconnectAsync(scene)),
        ["disconnect-user"] = (Whole, static scene => DisconnectUserAsync(scene)),
        ["disconnect-unknown"] = (Whole, static scene => DisconnectUnknownAsync(scene)),
        ["disconnect-bad-reason"] = (Whole, static scene => AssertFaultyAsync(() => scene.Door.DisconnectAsync(scene.Environment, new string('A', 20), new string('r', 257)))),
        ["revoke-session"] = (Whole, static scene => RevokeSessionAsync(scene)),
        ["revoke-key"] = (Whole, static scene => RevokeKeyAsync(scene)),
    };

    public static TheoryData<string, string> Table
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (verb, (names, _)) in Verbs)
            {
                foreach (var door in names)
                {
                    rows.Add(verb, door);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Verb_ThroughADoor_DoesWhatItDoesThroughTheOthers(string verb, string door)
    {
        await using var scene = new Scene(cluster, doors["grain"], doors[door], door, $"door-{verb}-{door}");

        await Verbs[verb].Run(scene);
    }

    private static async Task SendAsync(Scene scene)
    {
        var clients = await scene.JoinBothAsync("a/b é");

        var place = await scene.Door.SendAsync(scene.Environment, "a/b é", "news", Json("""{"text":"hi é","list":[1,null,1.5]}"""));

        foreach (var client in clients)
        {
            var frame = await client.WaitForAsync(static frame => frame.EventName == "news", "the event");
            Assert.Equal("""{"channel":"a/b é","message":{"text":"hi é","list":[1,null,1.5]}}""", frame.Argument.GetRawText());
        }

        Assert.Equal($"{place.Offset} Message news  " + """{"text":"hi é","list":[1,null,1.5]}""", Assert.Single(await scene.Reference.GetHistoryAsync(scene.Environment, "a/b é", 1)));
    }

    private static async Task SendBinaryAsync(Scene scene)
    {
        var clients = await scene.JoinBothAsync("c");

        await scene.Door.SendAsync(scene.Environment, "c", "label", PayloadSerializer.Default.Serialize(new { Label, More = new object[] { 1, new byte[] { 7 } } }));
        await scene.Door.SendAsync(scene.Environment, "c", "whole", PayloadSerializer.Default.Serialize(Label));

        foreach (var client in clients)
        {
            var nested = await client.WaitForAsync(static frame => frame.EventName == "label", "the event with bytes in it");
            Assert.Equal("""{"label":{"_placeholder":true,"num":0},"more":[1,{"_placeholder":true,"num":1}]}""", nested.Argument.GetProperty("message").GetRawText());
            Assert.Equal([Label, [7]], nested.Attachments);
            var whole = await client.WaitForAsync(static frame => frame.EventName == "whole", "the event that is bytes");
            Assert.Equal("""{"channel":"c","message":{"_placeholder":true,"num":0}}""", whole.Argument.GetRawText());
            Assert.Equal(Label, Assert.Single(whole.Attachments));
        }
    }

    private static async Task SendSameKeyAsync(Scene scene)
    {
        var first = await scene.Door.SendAsync(scene.Environment, "c", "paid", Json("7"), "order-7");
        var again = await scene.Door.SendAsync(scene.Environment, "c", "paid", Json("7"), "order-7");

        Assert.Equal(first, again);
        Assert.Single(await scene.Reference.GetHistoryAsync(scene.Environment, "c", 10));
    }

    private static async Task BroadcastAsync(Scene scene)
    {
        var clients = await scene.JoinBothAsync("c");

        await scene.Door.BroadcastAsync(scene.Environment, "notice", Json("\"Closing soon\""));

        foreach (var client in clients)
        {
            var frame = await client.WaitForAsync(static frame => frame.EventName == "notice", "the broadcast");
            Assert.Equal("""{"channel":null,"message":"Closing soon"}""", frame.Argument.GetRawText());
        }
    }

    private static async Task SendToUserAsync(Scene scene)
    {
        var users = new[] { await scene.ConnectUserAsync(0, "ada", "s1"), await scene.ConnectUserAsync(1, "ada", "s2") };
        var other = await scene.ConnectUserAsync(0, "bob", "s3");

        await scene.Door.SendToUserAsync(scene.Environment, "ada", "hello", Json("""{"x":1}"""));
        await scene.Reference.BroadcastAsync(scene.Environment, "end", Payload.Null);

        foreach (var client in users)
        {
            var frame = await client.WaitForAsync(static frame => frame.EventName == "hello", "the user's event");
            Assert.Equal(scene.Name == "master" ? """["hello","hello",null,{"x":1}]""" : """["hello",{"channel":null,"message":{"x":1}}]""", Trim(frame));
        }

        await other.WaitForAsync(static frame => frame.EventName == "hello" ? throw new InvalidOperationException("Another user got it.") : frame.EventName == "end", "the end");
    }

    private static async Task MembersAsync(Scene scene)
    {
        var clients = await scene.JoinBothAsync("c");
        await clients[0].EmitBinaryWithAckAsync("update", """{"data":{"icon":{"_placeholder":true,"num":0},"n":1}}""", [[1, 2]]);

        var members = await scene.Door.GetMembersAsync(scene.Environment, "c");

        Assert.Equal($$$"""[{"id":"{{{clients[0].Id}}}","data":{"icon":{"type":"Buffer","data":[1,2]},"n":1}},{"id":"{{{clients[1].Id}}}"}]""", members);
        Assert.Equal("[]", await scene.Door.GetMembersAsync(scene.Environment, "nobody"));
    }

    private static async Task SendToConnectionAsync(Scene scene)
    {
        var clients = await scene.JoinBothAsync("c");
        var unknown = $"{clients[0].Id[..5]}{new string('A', 15)}";

        Assert.True(await scene.Door.SendToConnectionAsync(scene.Environment, clients[1].Id, "you", PayloadSerializer.Default.Serialize(new { Label })));
        Assert.False(await scene.Door.SendToConnectionAsync("another", clients[1].Id, "you", Payload.Null));
        Assert.False(await scene.Door.SendToConnectionAsync(scene.Environment, unknown, "you", Payload.Null));

        var frame = await clients[1].WaitForAsync(static frame => frame.EventName == "you", "the event");
        Assert.Equal("""{"channel":null,"message":{"label":{"_placeholder":true,"num":0}}}""", frame.Argument.GetRawText());
        Assert.Equal(Label, Assert.Single(frame.Attachments));
    }

    private static async Task SendToResumedConnectionAsync(Scene scene)
    {
        var client = await scene.JoinAsync(0, "c");
        client.Abort();
        await client.Closed;
        var resumed = await scene.ResumeAsync(1, client);
        Assert.Equal(client.Id, resumed.Id);

        Assert.True(await scene.Door.SendToConnectionAsync(scene.Environment, client.Id, "you", Json("1")));

        await resumed.WaitForAsync(static frame => frame.EventName == "you", "the event");
    }

    private static async Task SendBatchAsync(Scene scene)
    {
        var client = await scene.JoinAsync(0, "c1");
        ChannelSend[] sends = [.. Enumerable.Range(0, 30).Select(static number =>
            new ChannelSend($"c{number % 3}", "e", number == 4 ? PayloadSerializer.Default.Serialize(Label) : Json($"{number}")))];

        var places = await scene.Door.SendBatchAsync(scene.Environment, sends);

        Assert.Equal(sends.Length, places.Count);
        for (var channel = 0; channel < 3; channel++)
        {
            var kept = (await scene.Reference.GetHistoryAsync(scene.Environment, $"c{channel}", 10)).Select(static text => long.Parse(text.Split(' ')[0], null));
            Assert.Equal(Enumerable.Range(0, 10).Select(number => places[(number * 3) + channel]!.Value.Offset), kept);
        }

        for (var number = 1; number < 30; number += 3)
        {
            var frame = await client.WaitForAsync(static frame => frame.EventName == "e", "the events in order");
            Assert.Equal(number == 4 ? """{"_placeholder":true,"num":0}""" : $"{number}", frame.Argument.GetProperty("message").GetRawText());
        }
    }

    private static async Task MemberCountAsync(Scene scene)
    {
        await scene.JoinBothAsync("c");
        var place = await scene.Reference.SendAsync(scene.Environment, "c", "e", Payload.Null);

        var count = await scene.Door.GetMemberCountAsync(scene.Environment, "c");

        Assert.Equal((2, place), (count.Count, count.Position));
    }

    private static async Task MemberPagesAsync(Scene scene)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => scene.JoinAsync(number % 2, "crowd")));
        var walk = new MemberWalk();
        var turn = 0;
        for (string? cursor = null; ; turn++)
        {
            var page = (await scene.Door.GetMemberPageAsync(scene.Environment, "crowd", cursor, 2))!;
            walk.Apply(page);
            if ((cursor = page.Cursor) is null)
            {
                break;
            }

            // One that was listed leaves, one that was not, one comes back behind all, and one that was listed shows something else.
            if (turn < 2)
            {
                await clients[turn].EmitWithAckAsync("leave", new { channel = "crowd" });
                await clients[11 - turn].EmitWithAckAsync("leave", new { channel = "crowd" });
                await clients[11 - turn].EmitWithAckAsync("join", new { channel = "crowd" });
                await clients[2].EmitWithAckAsync("update", new { data = turn });
            }
        }

        Assert.Equal(await scene.Reference.GetMembersAsync(scene.Environment, "crowd"), walk.ToString());
        Assert.Null(await scene.Door.GetMemberPageAsync(scene.Environment, "crowd", new Contracts.Channels.MemberCursor(1, 2, 3).ToString(), 2));
    }

    private static async Task HistoryAsync(Scene scene)
    {
        var client = await scene.JoinAsync(1, "c");
        await client.EmitBinaryWithAckAsync("update", """{"data":{"icon":{"_placeholder":true,"num":0}}}""", [[9]]);
        await scene.Reference.SendAsync(scene.Environment, "c", "label", PayloadSerializer.Default.Serialize(new { Label = new byte[] { 7 } }));
        await client.EmitWithAckAsync("leave", new { channel = "c" });

        var history = await scene.Door.GetHistoryAsync(scene.Environment, "c", 10);

        Assert.Equal(
            [
                $"1 Joined  {client.Id} ",
                $$$"""2 Updated  {{{client.Id}}} {"icon":{"type":"Buffer","data":[9]}}""",
                """3 Message label  {"label":{"type":"Buffer","data":[7]}}""",
                $$$"""4 Left  {{{client.Id}}} {"icon":{"type":"Buffer","data":[9]}}""",
            ],
            history);
    }

    private static async Task ChannelsAsync(Scene scene)
    {
        string[] names = ["order-1", "order-10", "order-2", "Order-3", "order-é", "other"];
        foreach (var name in names)
        {
            await scene.JoinAsync(name.Length % 2, name);
        }

        await scene.JoinAsync(1, "order-2");
        var left = await scene.JoinAsync(0, "order-0");
        await left.EmitWithAckAsync("leave", new { channel = "order-0" });
        await scene.Reference.SendAsync(scene.Environment, "order-without-members", "e", Payload.Null);
        var found = new List<ChannelSummary>();
        string? cursor = null;
        do
        {
            (var page, cursor) = await scene.Door.GetChannelsAsync(scene.Environment, "order-", cursor, 2);
            found.AddRange(page);
        }
        while (cursor is not null);

        Assert.Equal([new("order-1", 1), new("order-10", 1), new("order-2", 2), new("order-é", 1)], found);
        Assert.Empty((await scene.Door.GetChannelsAsync(scene.Environment, "nothing", null, 2)).Channels);
    }

    private static async Task DisconnectAsync(Scene scene)
    {
        var clients = await scene.JoinBothAsync("c");

        Assert.True(await scene.Door.DisconnectAsync(scene.Environment, clients[0].Id, "Too loud."));

        await AssertDisconnectedAsync(clients[0], "Too loud.");
        Assert.NotEqual(clients[0].Id, (await scene.ResumeAsync(1, clients[0])).Id);
        await clients[1].WaitForAsync(frame => frame.EventName == "channel:leave" && frame.Argument.GetProperty("message").GetProperty("id").GetString() == clients[0].Id, "the leave");
        Assert.False(await scene.Door.DisconnectAsync(scene.Environment, clients[0].Id, null));
    }

    private static async Task DisconnectUserAsync(Scene scene)
    {
        var live = new[] { await scene.ConnectUserAsync(0, "ada", "s1"), await scene.ConnectUserAsync(1, "ada", "s2") };
        var away = await scene.ConnectUserAsync(1, "ada", "s3");
        var other = await scene.ConnectUserAsync(1, "bob", "s4");
        away.Abort();
        await away.Closed;

        Assert.Equal(3, await scene.Door.DisconnectUserAsync(scene.Environment, "ada", null));

        foreach (var client in live)
        {
            await AssertDisconnectedAsync(client, "The server ended this connection.");
        }

        Assert.NotEqual(away.Id, (await scene.ResumeUserAsync(0, away, "ada", "s3")).Id);
        await other.EmitWithAckAsync("join", new { channel = "c" });
        Assert.Equal(0, await scene.Door.DisconnectUserAsync(scene.Environment, "nobody", null));
    }

    private static async Task DisconnectUnknownAsync(Scene scene)
    {
        var client = await scene.JoinAsync(0, "c");

        Assert.False(await scene.Door.DisconnectAsync("another", client.Id, null));
        Assert.False(await scene.Door.DisconnectAsync(scene.Environment, $"{client.Id[..5]}{new string('A', 15)}", null));

        await client.EmitWithAckAsync("leave", new { channel = "c" });
    }

    private static async Task RevokeSessionAsync(Scene scene)
    {
        var session = $"session-{scene.Name}";
        var token = SessionToken.Create("sessions", "ada", session);
        var clients = new[] { await scene.ConnectAsync(0, new { envId = "sessions", session = token }), await scene.ConnectAsync(1, new { envId = "sessions", session = token }) };
        var other = await scene.ConnectAsync(0, new { envId = "sessions", session = SessionToken.Create("sessions", "ada", $"another-{scene.Name}") });

        await scene.Door.RevokeSessionAsync("sessions", session);

        foreach (var client in clients)
        {
            await AssertEndedAsync(client, "invalid_session_token");
        }

        foreach (var gateway in new[] { 0, 1 })
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ConnectAsync(gateway, new { envId = "sessions", session = token }));
            Assert.Contains("invalid_session_token", refusal.Message, StringComparison.Ordinal);
        }

        await other.EmitWithAckAsync("join", new { channel = "c" });
    }

    private static async Task RevokeKeyAsync(Scene scene)
    {
        var key = $"key-{scene.Name}";
        var clients = new[] { await scene.ConnectAsync(0, new { envId = "keys", apiKey = key }), await scene.ConnectAsync(1, new { envId = "keys", apiKey = key }) };
        var other = await scene.ConnectAsync(1, new { envId = "keys", apiKey = "key-kept" });

        await scene.Door.RevokeApiKeyAsync("keys", key);

        foreach (var client in clients)
        {
            await AssertEndedAsync(client, "invalid_api_key");
        }

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => scene.ConnectAsync(0, new { envId = "keys", apiKey = key }));
        Assert.Contains("invalid_api_key", refusal.Message, StringComparison.Ordinal);
        await other.EmitWithAckAsync("join", new { channel = "c" });
    }

    private static async Task AssertFaultyAsync(Func<Task> call) => await Assert.ThrowsAnyAsync<ArgumentException>(call);

    private static async Task AssertDisconnectedAsync(SocketIOTestClient client, string reason)
    {
        var told = await client.WaitForAsync(static frame => frame.EventName == "exception", "why it is disconnected");
        Assert.Equal($$"""{"code":"disconnected_by_server","message":"{{reason}}","event":null}""", told.Argument.GetRawText());
        await AssertGoodbyeAsync(client);
    }

    private static async Task AssertEndedAsync(SocketIOTestClient client, string code)
    {
        var told = await client.WaitForAsync(static frame => frame.EventName == "exception", "why it is ended");
        Assert.Equal(code, told.Argument.GetProperty("code").GetString());
        await AssertGoodbyeAsync(client);
    }

    // The packet by which a client knows that it should not come back by itself, and then the end of the transport.
    private static async Task AssertGoodbyeAsync(SocketIOTestClient client)
    {
        await client.WaitForAsync(static frame => frame.Text == "1", "the DISCONNECT packet");
        await client.Closed.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Payload Json(string json) => new(Encoding.UTF8.GetBytes(json));

    // Without the position that clients which can be resumed get behind the arguments.
    private static string Trim(ReceivedFrame frame)
    {
        var arguments = frame.Json.EnumerateArray().Select(static argument => argument.GetRawText()).ToArray();
        return $"[{string.Join(',', arguments[^1].StartsWith('"') ? arguments[..^1] : arguments)}]";
    }
}
