using System.Net;
using System.Text;
using RealtimeCluster.Gateway.Tests.WebSockets;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>The rules of Engine.IO 4, whichever way WebSockets are served.</summary>
public abstract class EngineIOProtocolTests(ProtocolServer server)
{
    [Fact]
    public async Task Handshake_Polling_AnswersExactlyTheFiveKeys()
    {
        using var client = server.Polling();

        var open = await client.OpenAsync();

        Assert.Equal(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"], open.EnumerateObject().Select(property => property.Name));
        Assert.Equal("[\"websocket\"]", open.GetProperty("upgrades").GetRawText());
        Assert.Matches("^[A-Za-z0-9_-]{20}$", client.Sid);
    }

    [Fact]
    public async Task Handshake_WebSocket_OffersNoUpgrade()
    {
        using var socket = await server.WebSocketAsync();

        Assert.Contains("\"upgrades\":[],", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "transport=polling", """{"code":5,"message":"Unsupported protocol version"}""")]
    [InlineData("GET", "EIO=3&transport=polling", """{"code":5,"message":"Unsupported protocol version"}""")]
    [InlineData("GET", "EIO=4", """{"code":0,"message":"Transport unknown"}""")]
    [InlineData("GET", "EIO=4&transport=carrier", """{"code":0,"message":"Transport unknown"}""")]
    [InlineData("GET", "EIO=4&transport=websocket", """{"code":3,"message":"Bad request"}""")]
    [InlineData("POST", "EIO=4&transport=polling", """{"code":2,"message":"Bad handshake method"}""")]
    [InlineData("PUT", "EIO=4&transport=polling", """{"code":2,"message":"Bad handshake method"}""")]
    [InlineData("GET", "EIO=4&transport=polling&sid=none", """{"code":1,"message":"Session ID unknown"}""")]
    public async Task Request_Invalid_IsAnsweredWithItsError(string method, string query, string expected)
    {
        using var client = server.Polling();

        var (status, body) = await client.SendAsync(new HttpMethod(method), query);

        Assert.Equal((HttpStatusCode.BadRequest, expected), (status, body));
    }

    [Theory]
    [InlineData("EIO=4&transport=polling&SID=customer-17&Transport=bus&eio=x")]
    [InlineData("EIO=4&transport=polling&sid=")]
    public async Task Handshake_QueryHasNamesOfTheApplication_OpensASession(string query)
    {
        using var client = server.Polling();
        using var socket = await RawWebSocket.ConnectAsync(server.Uri, "/engine.io/?" + query.Replace("polling", "websocket", StringComparison.Ordinal));

        var (status, body) = await client.SendAsync(HttpMethod.Get, query);

        Assert.Equal((HttpStatusCode.OK, "0{"), (status, body[..2]));
        Assert.StartsWith("0{", await socket.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task Handshake_RequestLineOf16KiB_OpensASession(string transport)
    {
        var target = $"/engine.io/?EIO=4&transport={transport}&token=";
        var request = EndpointHost.Request(target + new string('t', (16 * 1024) - target.Length - "GET  HTTP/1.1".Length));

        Assert.Matches("^HTTP/1.1 (200|101) ", await AnswerAsync(transport, request));
    }

    [Theory]
    [InlineData("Cookie: campaign=Gr\u00f6\u00dfe")] // Latin-1
    [InlineData("Cookie: campaign=Gr\u00c3\u00b6\u00c3\u009fe")] // UTF-8
    [InlineData("Authorization: \u00ff\u0080")]
    public async Task Handshake_BytesBeyondAscii_OpensASession(string header)
    {
        var headers = $"Host: localhost\r\n{header}\r\n";

        Assert.Matches("^HTTP/1.1 200 ", await AnswerAsync("polling", EndpointHost.Request("/engine.io/?EIO=4&transport=polling", headers)));
        Assert.Matches("^HTTP/1.1 101 ", await AnswerAsync("websocket", EndpointHost.Request(headers: headers)));
    }

    [Fact]
    public async Task Preflight_AnyOrigin_IsAllowed()
    {
        using var client = server.Polling();

        var (status, _) = await client.SendAsync(HttpMethod.Options, "EIO=4&transport=polling");

        Assert.Equal(HttpStatusCode.NoContent, status);
    }

    [Fact]
    public async Task Path_WithoutSlash_FallsThrough()
    {
        using var client = server.Polling("/engine.io");

        var (status, _) = await client.SendAsync(HttpMethod.Get, "EIO=4&transport=polling");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Post_SeveralPackets_ComeBackInOnePollInOrder()
    {
        using var client = await OpenedPollingAsync();

        var (_, posted) = await client.PostAsync("4one\u001ebAQID\u001e4zwei\u00e9");
        var (status, body) = await client.PollAsync();

        Assert.Equal(("ok", HttpStatusCode.OK, "4one\u001ebAQID\u001e4zwei\u00e9"), (posted, status, body));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("4a\u001e")]
    [InlineData("b*")]
    public async Task Post_Malformed_EndsTheSession(string body)
    {
        using var client = await OpenedPollingAsync();

        var (posted, _) = await client.PostAsync(body);
        var (polled, _) = await client.PollAsync();

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (posted, polled));
    }

    [Fact]
    public async Task Post_TooLarge_EndsTheSession()
    {
        using var client = await OpenedPollingAsync();

        var (posted, _) = await client.PostAsync(new string('4', 1_000_001));
        var (polled, _) = await client.PollAsync();

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest), (posted, polled));
    }

    [Fact]
    public async Task Poll_Twice_EndsTheSession()
    {
        using var client = await OpenedPollingAsync();

        var answers = await Task.WhenAll(client.PollAsync(), client.PollAsync());

        Assert.Equal(["200 1", "400 "], answers.Select(answer => $"{(int)answer.Status} {(answer.Status == HttpStatusCode.OK ? answer.Body : "")}").Order());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task ClosePacket_Posted_ReleasesThePollAndEndsTheSession()
    {
        using var client = await OpenedPollingAsync();
        var poll = client.PollAsync();

        await client.PostAsync("1");

        Assert.Equal((HttpStatusCode.OK, "6"), await poll);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(900_000)]
    public async Task WebSocket_AnySize_IsEchoed(int size)
    {
        using var socket = await server.OpenedAsync();
        var data = new byte[size];
        new Random(size).NextBytes(data);
        var text = new string('x', size);

        await socket.SendAsync("4" + text);
        await socket.SendAsync(data);

        Assert.Equal("4" + text, await socket.ReceiveAsync());
        Assert.Equal(data, await socket.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task WebSocket_FragmentsAndPing_ArePutTogether()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendFrameAsync(0x01, "4he"u8.ToArray());
        await socket.SendFrameAsync(0x89, "beat"u8.ToArray());
        await socket.SendFrameAsync(0x00, "ll"u8.ToArray());
        await socket.SendFrameAsync(0x80, "o"u8.ToArray());

        var (pong, content) = await socket.ReceiveFrameAsync();
        Assert.Equal((0x8a, "beat"), (pong, Encoding.ASCII.GetString(content)));
        Assert.Equal("4hello", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task WebSocket_TextOnly_CarriesBinaryAsBase64BothWays()
    {
        using var socket = await RawWebSocket.ConnectAsync(server.Uri, "/engine.io/?EIO=4&transport=websocket&b64=1");
        await socket.ReceiveAsync();

        await socket.SendAsync("bAQID");
        await socket.SendAsync("4text");
        await socket.SendAsync([4, 5, 6]);

        Assert.Equal(["bAQID", "4text", "bBAUG"], [await socket.ReceiveAsync(), await socket.ReceiveAsync(), await socket.ReceiveAsync()]);
    }

    [Fact]
    public async Task WebSocket_Base64ThoughNotAskedFor_IsTakenAsBinary()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendAsync("bAQID");

        Assert.Equal([1, 2, 3], await socket.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Upgrade_TextOnly_CarriesWhatWaitedAsBase64()
    {
        using var client = await OpenedPollingAsync();
        await client.PostAsync("bAQID");
        using var socket = await RawWebSocket.ConnectAsync(server.Uri, $"/engine.io/?EIO=4&transport=websocket&sid={client.Sid}&b64=1");

        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        await socket.SendAsync("5");

        Assert.Equal("bAQID", await socket.ReceiveAsync());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("b*")]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("1")]
    public async Task WebSocket_MalformedOrClosePacket_IsClosedWithoutStatus(string text)
    {
        using var socket = await server.OpenedAsync();

        await socket.SendAsync(text);

        var (first, payload) = await socket.ReceiveFrameAsync();
        Assert.Equal((0x88, 0), (first, payload.Length));
    }

    [Fact]
    public async Task WebSocket_PacketTooLarge_IsClosed()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendAsync(new byte[1_000_001]);

        Assert.Equal(0x88, (await socket.ReceiveFrameAsync()).First);
    }

    [Fact]
    public async Task WebSocket_CloseFrame_IsAnsweredWithItsStatus()
    {
        using var socket = await server.OpenedAsync();

        await socket.SendFrameAsync(0x88, [0x03, 0xe9]);

        var (first, payload) = await socket.ReceiveFrameAsync();
        Assert.Equal((0x88, "03E9"), (first, Convert.ToHexString(payload)));
        Assert.Equal(0, (await socket.ReceiveFrameAsync()).First);
    }

    [Fact]
    public async Task Upgrade_FollowsTheProbe_CarriesTheSession()
    {
        using var client = await OpenedPollingAsync();
        using var socket = await server.WebSocketAsync(sid: client.Sid);

        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        Assert.Equal((HttpStatusCode.OK, "6"), await client.PollAsync());
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");

        Assert.Equal("4hello", await socket.ReceiveAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PollAsync()).Status);
    }

    [Fact]
    public async Task Upgrade_PollIsHeld_IsReleasedByTheProbe()
    {
        using var client = await OpenedPollingAsync();
        var poll = client.PollAsync();
        using var socket = await server.WebSocketAsync(sid: client.Sid);

        await socket.SendAsync("2probe");

        Assert.Equal("3probe", await socket.ReceiveAsync());
        Assert.Equal((HttpStatusCode.OK, "6"), await poll);
    }

    [Fact]
    public async Task Upgrade_SecondWebSocket_IsClosedAndTheFirstGoesOn()
    {
        using var client = await OpenedPollingAsync();
        using var first = await UpgradedAsync(client);
        using var second = await server.WebSocketAsync(sid: client.Sid);

        Assert.Equal(0x88, (await second.ReceiveFrameAsync()).First);
        await first.SendAsync("4still");

        Assert.Equal("4still", await first.ReceiveAsync());
    }

    [Fact]
    public async Task Upgrade_CandidateBreaksTheRules_PollingGoesOn()
    {
        using var client = await OpenedPollingAsync();
        using var candidate = await server.WebSocketAsync(sid: client.Sid);

        await candidate.SendAsync("4early");
        Assert.Equal(0x88, (await candidate.ReceiveFrameAsync()).First);
        await client.PostAsync("4hello");

        Assert.Equal((HttpStatusCode.OK, "4hello"), await client.PollAsync());
    }

    [Fact]
    public async Task Upgrade_UnderTraffic_KeepsTheOrder()
    {
        using var client = await OpenedPollingAsync();
        var sent = 0;
        for (; sent < 50; sent++)
        {
            await client.PostAsync($"4{sent}\u001e4{++sent}");
        }

        using var socket = await UpgradedAsync(client);
        for (; sent < 100; sent++)
        {
            await socket.SendAsync($"4{sent}");
        }

        // Nothing was polled: all of it waited, and moves to the WebSocket as it is.
        for (var expected = 0; expected < 100; expected++)
        {
            Assert.Equal($"4{expected}", await socket.ReceiveAsync());
        }
    }

    // A poll is an ordinary request: what asks for the upgrade is taken out.
    private async Task<string> AnswerAsync(string transport, string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(server.Uri.Host, server.Uri.Port);
        return await EndpointHost.AnswerAsync(
            client.GetStream(),
            transport == "polling" ? request.Replace("Upgrade: websocket\r\nConnection: Upgrade\r\n", "", StringComparison.Ordinal) : request);
    }

    private async Task<PollingClient> OpenedPollingAsync()
    {
        var client = server.Polling();
        await client.OpenAsync();
        return client;
    }

    private async Task<RawWebSocket> UpgradedAsync(PollingClient client)
    {
        var socket = await server.WebSocketAsync(sid: client.Sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveAsync());
        await socket.SendAsync("5");
        return socket;
    }
}
