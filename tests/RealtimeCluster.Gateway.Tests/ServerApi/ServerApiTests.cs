using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Tests.ServerApi;

public sealed class ServerApiTests
{
    private const string Event = """{"eventName":"e"}""";

    [Theory]
    [InlineData("shop/channels/c/events", "shop: send c e { \"a\" : 1.50 }")]
    [InlineData("shop/broadcast", "shop: broadcast e { \"a\" : 1.50 }")]
    [InlineData("shop/users/u/events", "shop: user u e { \"a\" : 1.50 }")]
    [InlineData("shop/connections/here/events", "shop: connection here e { \"a\" : 1.50 }")]
    public async Task Post_Json_SendsTheMessageAsItStands(string path, string call)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, path, Json("""{"ignored":[{}], "message": { "a" : 1.50 } , "eventName":"e"}"""));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(call, Assert.Single(server.Calls));
    }

    [Fact]
    public async Task Post_Event_AnswersItsPlace()
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "shop/channels/c/events", Json(Event), "all", ("Idempotency-Key", "order-7"));

        Assert.Equal("""{"offset":3,"epoch":"abc"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("shop: send c e  order-7", Assert.Single(server.Calls));
    }

    [Fact]
    public async Task Post_Bytes_AreTheMessage()
    {
        await using var server = await ServerApiServer.StartAsync();
        var bytes = new byte[] { 0, 255, 128, 10 };

        using var response = await server.SendAsync(HttpMethod.Post, "shop/channels/c/events?eventName=label%20%C3%A9", Bytes(bytes));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, Assert.Single(server.Cluster.Message!.Attachments));
        Assert.Equal("""shop: send c label é {"_placeholder":true,"num":0}""", Assert.Single(server.Calls));
    }

    [Theory]
    [InlineData("shop/channels/a%2Fb/members/count", "shop: count a/b")]
    [InlineData("shop/channels/a%252Fb/members/count", "shop: count a%2Fb")]
    [InlineData("shop/channels/a+b/members/count?x=/y/z", "shop: count a+b")]
    [InlineData("shop/channels/%C3%A9%20%F0%9F%98%80/members/count", "shop: count é 😀")]
    [InlineData("a%20b/channels/c/members/count", "a b: count c")]
    public async Task Get_NameInThePath_IsWhatTheCallerMeant(string path, string call)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(call, Assert.Single(server.Calls));
        Assert.Equal("""{"offset":3,"epoch":"abc","count":17}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("caf%E9")]
    [InlineData("50%")]
    [InlineData("a%4")]
    [InlineData("a%zz")]
    [InlineData("%C0%AF")]
    [InlineData("%ED%A0%80")]
    [InlineData("%E2%82")]
    public async Task Get_NameInThePathThatIsNoUtf8_IsRefused(string name)
    {
        await using var server = await ServerApiServer.StartAsync();

        // By hand: HttpClient mends such addresses before it sends them.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/environments/shop/channels/{name}/members/count HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer all\r\nConnection: close\r\n\r\n"));
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Head_Read_AnswersAsGetDoesWithoutTheBody()
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Head, "shop/channels/c/members/count");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(string.Empty, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_Members_AnswersThePage()
    {
        await using var server = await ServerApiServer.StartAsync();
        var list = new MemberList("""[{"id":"a","data":{"x":1}}]"""u8.ToArray(), [], FakeRealtimeClient.Place);
        var next = new MemberCursor(1, 2, 3);
        server.Cluster.Page = new MemberPage(list, list, ["gone"], 5, next);

        using var response = await server.SendAsync(HttpMethod.Get, $"shop/channels/c/members?count=7&cursor={next}", token: "reader");

        Assert.Equal(
            $$$"""{"offset":3,"epoch":"abc","totalCount":5,"members":[{"id":"a","data":{"x":1}}],"updated":[{"id":"a","data":{"x":1}}],"left":["gone"],"cursor":"{{{next}}}"}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal($"shop: page c {next} 7", Assert.Single(server.Calls));
    }

    [Fact]
    public async Task Get_History_AsksForWhatTheQuerySays()
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "shop/channels/c/events?from=9&count=2", token: "reader");

        Assert.Equal("shop: history c 9 2", Assert.Single(server.Calls));
        Assert.Equal("""{"offset":3,"epoch":"abc","isComplete":true,"events":[]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_Buffers_BecomeAttachments()
    {
        await using var server = await ServerApiServer.StartAsync();
        var body = new StringContent(
            """{"eventName":"e","message":{"a":{"type":"Buffer","data":[0,255]},"b":[{"data":"AQI=","type":"Buffer"}],"c":{"type":"Buffer","data":[256]}}}""",
            Encoding.UTF8,
            "application/vnd.realtime.buffers+json");

        using var response = await server.SendAsync(HttpMethod.Post, "shop/broadcast", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """shop: broadcast e {"a":{"_placeholder":true,"num":0},"b":[{"_placeholder":true,"num":1}],"c":{"type":"Buffer","data":[256]}}""",
            Assert.Single(server.Calls));
        Assert.Equal([[0, 255], [1, 2]], server.Cluster.Message!.Attachments);
    }

    [Theory]
    [InlineData("""[{"type":"Buffer","data":[]},{"_placeholder":true,"num":0}]""", "ambiguous_binary")]
    [InlineData("""[{"type":"Buffer","data":[]},{"type":"Buffer","data":[]},{"type":"Buffer","data":[]}]""", "too_many_attachments")]
    public async Task Post_BuffersNoClientCouldRead_AreRefused(string message, string code)
    {
        await using var server = await ServerApiServer.StartAsync();
        var one = new StringContent($$"""{"eventName":"e","message":{{message}}}""", Encoding.UTF8, "application/vnd.realtime.buffers+json");
        var many = new StringContent($$"""{"events":[{"channel":"c","eventName":"e","message":{{message}}}]}""", Encoding.UTF8, "application/vnd.realtime.buffers+json");

        using var single = await server.SendAsync(HttpMethod.Post, "shop/broadcast", one);
        using var batch = await server.SendAsync(HttpMethod.Post, "shop/batch", many);

        await AssertProblemAsync(single, 400, code);
        var results = JsonDocument.Parse(await batch.Content.ReadAsStringAsync()).RootElement.GetProperty("results");
        Assert.Equal(code, results[0].GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Get_Channels_AnswersThePage()
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "shop/channels?prefix=order%2F&count=2&cursor=YQA");

        Assert.Equal("""{"channels":[{"name":"a\"b","memberCount":2},{"name":"\ud800","memberCount":1}],"cursor":"bmV4dA"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("shop: channels order/ YQA 2", Assert.Single(server.Calls));
    }

    [Theory]
    [InlineData("DELETE", "connections/here?reason=too%20loud", null, "disconnect here too loud", 204, "")]
    [InlineData("DELETE", "users/u%2F1/connections", null, "disconnect user u/1", 200, "{\"count\":3}")]
    [InlineData("POST", "revocations", "{\"session\":\"s\"}", "revoke session s", 204, "")]
    [InlineData("POST", "revocations", "{\"apiKey\":\"k\",\"seconds\":90}", "revoke key k 00:01:30", 204, "")]
    public async Task Any_ActOnClients_IsDone(string method, string path, string? body, string call, int status, string answer)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(new HttpMethod(method), $"shop/{path}", body is null ? null : Json(body));

        Assert.Equal($"shop: {call}", Assert.Single(server.Calls));
        Assert.Equal((status, answer), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Any_ActOnClients_IsLoggedWithTheNameOfTheTokenAndWithoutTheCredential()
    {
        await using var server = await ServerApiServer.StartAsync();

        using var disconnect = await server.SendAsync(HttpMethod.Delete, "shop/connections/here", null, "shops");
        using var revoke = await server.SendAsync(HttpMethod.Post, "shop/revocations", Json("""{"apiKey":"a-very-secret-key"}"""));
        using var read = await server.SendAsync(HttpMethod.Get, "shop/channels");

        Assert.Equal(
            [
                "Server the shop asked for Disconnect of 'here' in environment shop; it was answered 204.",
                "Server unnamed asked for Revoke of '' in environment shop; it was answered 204.",
            ],
            server.Log.Entries.Select(static entry => entry.Text).Where(static text => text.StartsWith("Server ", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Log.Entries, static entry => entry.Text.Contains("very-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documentation_SaysWhichFieldsMayBeMissingAndHowProblemsLook()
    {
        await using var server = await ServerApiServer.StartAsync();

        var document = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/openapi.json")).RootElement;

        var schemas = document.GetProperty("components").GetProperty("schemas");
        string[] Required(string name) => schemas.GetProperty(name).TryGetProperty("required", out var required)
            ? [.. required.EnumerateArray().Select(static field => field.GetString()!)]
            : [];
        Assert.Empty(Required("BatchResult"));
        Assert.Equal(["id"], Required("Member"));
        Assert.Equal("eventName", Assert.Single(Body(document, "/v1/environments/{environment}/broadcast", "application/json").GetProperty("required").EnumerateArray()).GetString());
        Assert.True(Body(document, "/v1/environments/{environment}/batch", "application/vnd.realtime.buffers+json").TryGetProperty("required", out _));
        Assert.Equal(["type", "title", "status", "code"], Required("Problem"));
        Assert.All(
            document.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject()),
            static operation => Assert.All(
                operation.Value.GetProperty("responses").EnumerateObject().Where(static response => response.Name[0] > '3'),
                static response => Assert.EndsWith(
                    "/Problem", response.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Post_Batch_AnswersEachInItsPlace()
    {
        await using var server = await ServerApiServer.StartAsync();
        server.Cluster.PlaceOf = static index => index == 0 ? new StreamPosition(0xabc, 8) : null;

        using var response = await server.SendAsync(HttpMethod.Post, "shop/batch", Json("""
            {"events":[{"channel":"a","eventName":"e","message":[1],"idempotencyKey":"k"},{"channel":"b","eventName":"connect"},{"channel":"c","eventName":"e"}]}
            """));

        Assert.Equal("shop: batch [a e [1] k, c e  ]", Assert.Single(server.Calls));
        var results = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("results");
        Assert.Equal("""{"offset":8,"epoch":"abc"}""", results[0].GetRawText());
        Assert.Equal(["reserved_event_name", "no_answer"], new[] { results[1], results[2] }.Select(static result => result.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Post_BatchNobodyAnswers_IsUnavailable()
    {
        await using var server = await ServerApiServer.StartAsync();
        server.Cluster.PlaceOf = static _ => null;

        using var response = await server.SendAsync(HttpMethod.Post, "shop/batch", Json("""{"events":[{"channel":"a","eventName":"e"}]}"""));

        await AssertProblemAsync(response, 503, "no_answer");
    }

    [Fact]
    public async Task Post_EmptyBatch_IsDone()
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "shop/batch", Json("""{"events":[]}"""));

        Assert.Equal("""{"results":[]}""", await response.Content.ReadAsStringAsync());
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData(typeof(TimeoutException), 503, "no_answer")]
    [InlineData(typeof(Orleans.Runtime.SiloUnavailableException), 503, "no_answer")]
    [InlineData(typeof(RealtimeCluster.Contracts.Client.RealtimeUnavailableException), 503, "unavailable")]
    [InlineData(typeof(InvalidOperationException), 500, "internal_error")]
    public async Task Post_ClusterFails_SaysSoAndNothingOfWhy(Type failure, int status, string code)
    {
        await using var server = await ServerApiServer.StartAsync();
        server.Cluster.Failure = (Exception)Activator.CreateInstance(failure, "the secret reason")!;

        using var response = await server.SendAsync(HttpMethod.Post, "shop/channels/c/events", Json(Event));

        Assert.Equal(status == 503, response.Headers.RetryAfter is not null);
        Assert.DoesNotContain("secret", await AssertProblemAsync(response, status, code), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "shop", 401, "unauthorized")]
    [InlineData("", "shop", 401, "unauthorized")]
    [InlineData("al", "shop", 401, "unauthorized")]
    [InlineData("all2", "shop", 401, "unauthorized")]
    [InlineData("reader", "shop", 403, "out_of_scope")]
    [InlineData("shops", "off", 403, "out_of_scope")]
    [InlineData("shops", "nowhere", 403, "out_of_scope")]
    [InlineData("all", "off", 403, "realtime_not_allowed")]
    [InlineData("all", "suspended", 403, "suspended_environment")]
    [InlineData("all", "nowhere", 404, "no_environment_found")]
    public async Task Post_WithoutTheRight_IsRefused(string? token, string environment, int status, string code)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, $"{environment}/broadcast", Json(Event), token);

        await AssertProblemAsync(response, status, code);
        Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Contains(new AuthenticationHeaderValue("Bearer", "realm=\"realtime\"")));
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("guess", true)]
    public async Task Post_WithoutAKnownToken_SaysWhetherOneWasShown(string? token, bool expected)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "shop/broadcast", Json(Event), token);

        Assert.Equal(expected, (await AssertProblemAsync(response, 401, "unauthorized")).Contains("not one of this server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_ManyWithoutToken_AreLimitedByAddressAndOthersAreNot()
    {
        await using var server = await ServerApiServer.StartAsync();
        var codes = new List<HttpStatusCode>();
        foreach (var token in new[] { "x", "x", "x", "all" })
        {
            using var response = await server.SendAsync(HttpMethod.Post, "limited/broadcast", Json(Event), token);
            codes.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.OK], codes);
    }

    [Theory]
    [InlineData("nowhere", 404)]
    [InlineData("shop", 200)]
    public async Task Post_ManyWrongTokens_AreNotLookedAtWhateverTheEnvironment(string environment, int rightStatus)
    {
        const string Settings = """{"Realtime":{"Credentials":{"MaxFailuresPerAddress":3},"ServerTokens":["all","other"],"Environments":{"shop":{}},"TrustedProxies":["127.0.0.1"]}}""";
        await using var server = await ServerApiServer.StartAsync(Settings);
        var statuses = new List<int>();
        foreach (var (token, address) in new[]
            { ("all", "10.0.0.1"), ("x1", "10.0.0.1"), ("x2", "10.0.0.1"), ("x3", "10.0.0.1"), ("x4", "10.0.0.1"), ("other", "10.0.0.1"), ("all", "10.0.0.1"), ("other", "10.0.1.1") })
        {
            using var response = await server.SendAsync(HttpMethod.Post, $"{environment}/broadcast", Json(Event), token, ("X-Forwarded-For", address));
            statuses.Add((int)response.StatusCode);
        }

        // Not even a right one, unless it was right from there before; elsewhere nothing changes.
        Assert.Equal([rightStatus, 401, 401, 401, 429, 429, rightStatus, rightStatus], statuses);
    }

    [Theory]
    [InlineData("POST", "channels/c/events", "", 400, "invalid_json")]
    [InlineData("POST", "channels/c/events", "[1]", 400, "invalid_body")]
    [InlineData("POST", "channels/c/events", "{\"eventName\":1}", 400, "invalid_body")]
    [InlineData("POST", "channels/c/events", "{\"eventName\":\"e\"", 400, "invalid_json")]
    [InlineData("POST", "channels/c/events", "{\"eventName\":\"e\"} x", 400, "invalid_json")]
    [InlineData("POST", "channels/c/events", "{\"eventName\":\"e\",\"message\":[[[[[[[[[]]]]]]]]]}", 400, "invalid_json")]
    [InlineData("POST", "channels/c/events", "{}", 400, "invalid_event_name")]
    [InlineData("POST", "channels/c/events", "{\"eventName\":\"disconnect\"}", 400, "reserved_event_name")]
    [InlineData("POST", "channels/c/events", "{\"eventName\":\"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\"}", 400, "event_name_too_long")]
    [InlineData("POST", "channels/ccccccccccccccccccccccccccccccccccccccccccccccccccc/events", Event, 400, "channel_too_long")]
    [InlineData("POST", "users/ccccccccccccccccccccccccccccccccccccccccccccccccccc/events", Event, 400, "invalid_user")]
    [InlineData("POST", "connections/elsewhere/events", Event, 404, "no_connection_found")]
    [InlineData("POST", "batch", "{}", 400, "invalid_body")]
    [InlineData("POST", "batch", "{\"events\":[1]}", 400, "invalid_body")]
    [InlineData("POST", "batch", "{\"events\":[],\"events\":[]}", 400, "invalid_body")]
    [InlineData("POST", "batch", "{\"events\":[{},{},{},{}]}", 400, "batch_too_large")]
    [InlineData("GET", "channels/c/members?count=0", null, 400, "invalid_parameter")]
    [InlineData("GET", "channels/c/members?count=10001", null, 400, "invalid_parameter")]
    [InlineData("GET", "channels/c/members?count=1&count=2", null, 400, "invalid_parameter")]
    [InlineData("GET", "channels/c/members?cursor=abc", null, 400, "invalid_cursor")]
    [InlineData("GET", "channels/c/members?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, 410, "cursor_expired")]
    [InlineData("GET", "channels/c/events?from=-1", null, 400, "invalid_parameter")]
    [InlineData("GET", "channels?count=1001", null, 400, "invalid_parameter")]
    [InlineData("GET", "channels?cursor=a", null, 400, "invalid_cursor")]
    [InlineData("DELETE", "connections/elsewhere", null, 404, "no_connection_found")]
    [InlineData("DELETE", "connections/here?reason=", null, 400, "invalid_parameter")]
    [InlineData("DELETE", "users/ccccccccccccccccccccccccccccccccccccccccccccccccccc/connections", null, 400, "invalid_user")]
    [InlineData("POST", "revocations", "{}", 400, "invalid_body")]
    [InlineData("POST", "revocations", "[]", 400, "invalid_body")]
    [InlineData("POST", "revocations", "{\"session\":\"a\",\"apiKey\":\"b\"}", 400, "invalid_body")]
    [InlineData("POST", "revocations", "{\"session\":\"\"}", 400, "invalid_body")]
    [InlineData("POST", "revocations", "{\"apiKey\":7}", 400, "invalid_body")]
    [InlineData("POST", "revocations", "{\"session\":\"\\ud800\"}", 400, "invalid_json")]
    [InlineData("POST", "revocations", "{\"session\":\"a\",\"seconds\":0}", 400, "invalid_parameter")]
    [InlineData("POST", "revocations", "{\"session\":\"a\",\"seconds\":31622401}", 400, "invalid_parameter")]
    [InlineData("GET", "channels/c/events?count=x", null, 400, "invalid_parameter")]
    public async Task Any_FaultyRequest_HasItsProblem(string method, string path, string? body, int status, string code)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(new HttpMethod(method), $"shop/{path}", body is null ? null : Json(body));

        await AssertProblemAsync(response, status, code);
    }

    [Fact]
    public async Task Post_BrokenUtf8_IsRefused()
    {
        await using var server = await ServerApiServer.StartAsync();
        var content = new ByteArrayContent([.. "{\"eventName\":\"e\",\"message\":\""u8, 0xC3, .. "\"}"u8]) { Headers = { ContentType = new("application/json") } };

        using var response = await server.SendAsync(HttpMethod.Post, "shop/broadcast", content);

        await AssertProblemAsync(response, 400, "invalid_json");
    }

    [Theory]
    [InlineData("application/vnd.realtime.buffers+json", "revocations")]
    [InlineData("text/plain", "broadcast")]
    [InlineData(null, "broadcast")]
    [InlineData("application/octet-stream", "batch")]
    public async Task Post_OtherContentType_IsRefused(string? type, string path)
    {
        await using var server = await ServerApiServer.StartAsync();
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        using var response = await server.SendAsync(HttpMethod.Post, $"shop/{path}", content);

        await AssertProblemAsync(response, 415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("identity, br", 415)]
    [InlineData("Identity", 200)]
    public async Task Post_EncodedBody_IsRefusedAndWhatIsTakenIsSaid(string encoding, int status)
    {
        await using var server = await ServerApiServer.StartAsync();
        var content = Bytes([1, 2, 3]);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var response = await server.SendAsync(HttpMethod.Post, "shop/broadcast?eventName=e", content);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 415 ? ["identity"] : [], response.Headers.TryGetValues("Accept-Encoding", out var taken) ? taken : []);
        Assert.Equal(status == 415 ? 0 : 1, server.Calls.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_TooLarge_IsRefused(bool isChunked)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(
            HttpMethod.Post, "shop/broadcast?eventName=e", Bytes(new byte[2_001]), "all", isChunked ? [("Transfer-Encoding", "chunked")] : []);

        await AssertProblemAsync(response, 413, "body_too_large");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public async Task Post_KeyOfAWrongLength_IsRefused(int length)
    {
        await using var server = await ServerApiServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "shop/broadcast", Json(Event), "all", ("Idempotency-Key", new string('k', length)));

        await AssertProblemAsync(response, 400, "invalid_idempotency_key");
    }

    [Fact]
    public async Task Documentation_IsThereForEverybodyAndNamesNoOtherHost()
    {
        await using var server = await ServerApiServer.StartAsync();

        var document = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/openapi.json")).RootElement;
        var page = await server.Client.GetStringAsync("/v1/docs/");
        using var bundle = await server.Client.GetAsync("/v1/docs/scalar.js");

        Assert.Equal(11, document.GetProperty("paths").EnumerateObject().Count());
        Assert.All(
            document.GetProperty("paths").EnumerateObject(),
            static path => Assert.All(path.Value.EnumerateObject(), operation => Assert.Equal(
                path.Name.Count(static unit => unit == '{'),
                operation.Value.GetProperty("parameters").EnumerateArray().Count(static parameter => parameter.GetProperty("in").GetString() == "path"))));
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, bundle.StatusCode);
    }

    [Fact]
    public async Task Documentation_CallerHasItAlready_IsToldSo()
    {
        await using var server = await ServerApiServer.StartAsync();
        using var first = await server.Client.GetAsync("/v1/openapi.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/openapi.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var second = await server.Client.SendAsync(request);
        using var third = await server.Client.GetAsync("/v1/openapi.json");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, third.Headers.ETag);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await third.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/openapi.json")]
    [InlineData("/v1/docs/")]
    public async Task Documentation_SwitchedOff_IsNotThere(string path)
    {
        await using var server = await ServerApiServer.StartAsync("""{"Gateway":{"ServerApi":{"Documentation":false}}}""");

        using var response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static JsonElement Body(JsonElement document, string path, string mediaType) => document
        .GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty(mediaType).GetProperty("schema");

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static ByteArrayContent Bytes(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/octet-stream") } };

    private static async Task<string> AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{response.StatusCode} {body}");
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal((status, code), ((int)response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal((status, $"urn:realtimecluster:problem:{code}"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("type").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        return body;
    }
}
