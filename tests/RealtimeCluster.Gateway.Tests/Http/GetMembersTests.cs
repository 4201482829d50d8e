using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.Gateway.Tests.Http;

public sealed class GetMembersTests
{
    private const string Path = "/shop/agnost/realtime/get-members";
    private const string Settings = """
        {"Realtime":{"OpenEnvironments":false,"TrustedProxies":["127.0.0.1"],"Environments":{
          "shop":{"ApiKeyRequired":false,"ApiKeys":[{"Key":"good","AllowRealtime":false},{"Key":"old","ExpiryDate":"2020-01-01"},
            {"Key":"domain","AuthorizedDomains":["https://app.example.com","http://shop.example.com:8080"]},{"Key":"address","AuthorizedIPs":["10.0.0.0/8"]}]},
          "other":{"ApiKeys":[{"Key":"others"}]},
          "off":{"Enabled":false,"ApiKeys":[{"Key":"offkey"}]},
          "suspended":{"Suspended":true,"ApiKeys":[{"Key":"suskey"}]},
          "limited":{"ApiKeys":[{"Key":"limkey"}],"RateLimits":[{"Id":"a","Rate":2,"DurationSeconds":10,"ErrorMessage":"slow down"}]}}}}
        """;

    [Theory]
    [InlineData("/shop/agnost/realtime/get-members", "example.com")]
    [InlineData("/e:shop/agnost/realtime/get-members", "example.com")]
    [InlineData("/shop/_api/rest/v1/realtime/get-members", "example.com")]
    [InlineData("/e:shop/_api/rest/v1/realtime/get-members", "example.com")]
    [InlineData("/agnost/realtime/get-members", "example.com")]
    [InlineData("/_api/rest/v1/realtime/get-members", "other.example.com")]
    public async Task Post_EveryPath_AnswersTheBareArray(string path, string host)
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var request = Request("""{"channel":"c1"}""", path: path);
        request.Headers.Host = host;

        using var response = await server.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, """[{"id":"a","data":1}]"""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(("42", "1f"), (response.Headers.GetValues("X-Realtime-Offset").Single(), response.Headers.GetValues("X-Realtime-Epoch").Single()));
        Assert.Equal(("shop", "c1"), Assert.Single(server.Members.Asked));
    }

    [Theory]
    [InlineData("?apikey=good", null)]
    [InlineData("", "X-Client-Key")]
    public async Task Post_KeyElsewhere_IsFound(string query, string? header)
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var request = Request("""{"channel":"c1"}""", key: null, path: Path + query);
        if (header is not null)
        {
            request.Headers.Add(header, "good");
        }

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"channel":"c1"}""", "c1")]
    [InlineData("""{"channel":"  c 1\n"}""", "c 1")]
    [InlineData("""{"channel":17}""", "17")]
    [InlineData("""{"channel":1.50}""", "1.5")]
    [InlineData("""{"channel":-1e3}""", "-1000")]
    [InlineData("""{"channel":0}""", "0")]
    [InlineData("""{"channel":-0.0}""", "0")]
    [InlineData("""{"channel":5e-7}""", "5e-7")]
    [InlineData("""{"channel":0.000001}""", "0.000001")]
    [InlineData("""{"channel":1e21}""", "1e+21")]
    [InlineData("""{"channel":1e999}""", "Infinity")]
    [InlineData("""{"channel":true}""", "true")]
    [InlineData("""{"channel":"\u00e9\ud83d\ude00"}""", "é😀")]
    [InlineData("""{"channel":"a\"b\\"}""", "a\"b\\")]
    public async Task Post_Json_ReadsTheChannel(string body, string expected)
    {
        await using var server = await HttpServer.StartAsync(Settings);

        using var response = await server.Client.SendAsync(Request(body));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, Assert.Single(server.Members.Asked).Channel);
    }

    [Fact]
    public async Task Post_LoneSurrogate_ReadsItAsItIs()
    {
        await using var server = await HttpServer.StartAsync(Settings);

        using var response = await server.Client.SendAsync(Request("""{"channel":"x\ud800"}"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("x\ud800", Assert.Single(server.Members.Asked).Channel);
    }

    [Fact]
    public async Task Post_OtherMediaTypes_ReadTheChannel()
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var form = new FormUrlEncodedContent([new("x", "1"), new("channel", " a+b &c ")]);
        using var multipart = new MultipartFormDataContent { { new StringContent("1"), "x" }, { new StringContent(" m 1 "), "channel" } };
        using var plain = new ByteArrayContent("""{"channel":"untyped"}"""u8.ToArray());
        using var charset = new StringContent("""{"channel":"typed"}""", Encoding.UTF8, "application/json");

        foreach (HttpContent content in new HttpContent[] { form, multipart, plain, charset })
        {
            using var response = await server.Client.SendAsync(Request(content));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["a+b &c", "m 1", "untyped", "typed"], server.Members.Asked.Select(static asked => asked.Channel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"channel":""}""")]
    [InlineData("""{"channel":"  \t"}""")]
    [InlineData("""{"channel":null}""")]
    [InlineData("""{"channel":{"a":1}}""")]
    [InlineData("""{"channel":["a"]}""")]
    public async Task Post_NoChannel_AnswersTheValidationShape(string body)
    {
        await using var server = await HttpServer.StartAsync(Settings);

        using var response = await server.Client.SendAsync(Request(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("Invalid Input", json.RootElement.GetProperty("error").GetString());
        Assert.Equal("validation_error", json.RootElement.GetProperty("code").GetString());
        Assert.Equal("channel", json.RootElement.GetProperty("fields")[0].GetProperty("param").GetString());
        Assert.Empty(server.Members.Asked);
    }

    [Theory]
    [InlineData(null, Path, 401, "missing_api_key")]
    [InlineData("bad", Path, 401, "invalid_api_key")]
    [InlineData("others", Path, 401, "invalid_api_key")]
    [InlineData("old", Path, 403, "expired_api_key")]
    [InlineData("domain", Path, 401, "domain_not_authorized")]
    [InlineData("address", Path, 401, "ip_not_authorized")]
    [InlineData("offkey", "/off/agnost/realtime/get-members", 400, "realtime_not_enabled")]
    [InlineData("suskey", "/suspended/agnost/realtime/get-members", 403, "suspended_environment")]
    [InlineData("good", "/nobody/agnost/realtime/get-members", 404, "no_environment_found")]
    [InlineData("good", "/sh%E9p/agnost/realtime/get-members", 400, "invalid_path")]
    [InlineData(null, "/agnost/realtime/get-members", 401, "missing_api_key")]
    [InlineData("bad", "/agnost/realtime/get-members", 401, "invalid_api_key")]
    public async Task Post_NotPermitted_AnswersTheCode(string? key, string path, int status, string code)
    {
        await using var server = await HttpServer.StartAsync(Settings);

        using var response = await server.Client.SendAsync(Request("""{"channel":"c1"}""", key, path));

        await AssertFaultAsync(response, status, code);
        Assert.Empty(server.Members.Asked);
    }

    [Theory]
    [InlineData("{", 400, "invalid_request_body_syntax")]
    [InlineData("5", 400, "invalid_request_body_syntax")]
    [InlineData("""{"channel":"c"} x""", 400, "invalid_request_body_syntax")]
    public async Task Post_BrokenJson_AnswersTheCode(string body, int status, string code)
    {
        await using var server = await HttpServer.StartAsync(Settings);

        using var response = await server.Client.SendAsync(Request(body));

        await AssertFaultAsync(response, status, code);
    }

    [Fact]
    public async Task Post_UnusableBodies_AnswerTheCode()
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var text = new StringContent("c1", Encoding.UTF8, "text/plain");
        using var noBoundary = new ByteArrayContent("x"u8.ToArray());
        noBoundary.Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data");
        using var encoded = new ByteArrayContent([0x1f, 0x8b]) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
        using var large = new StringContent($$"""{"channel":"{{new string('x', 1_000_001)}}"}""", Encoding.UTF8, "application/json");

        await AssertFaultAsync(await server.Client.SendAsync(Request(text)), 415, "unsupported_media_type");
        await AssertFaultAsync(await server.Client.SendAsync(Request(encoded)), 415, "unsupported_media_type");
        await AssertFaultAsync(await server.Client.SendAsync(Request(noBoundary)), 400, "invalid_request_body_syntax");
        await AssertFaultAsync(await server.Client.SendAsync(Request(large)), 400, "request_body_size_too_large");
    }

    [Theory]
    [InlineData("Origin", "https://app.example.com", "example.com")]
    [InlineData("Accept", "*/*", "shop.example.com:8080")]
    public async Task Post_OriginOrHostOfTheKey_IsPermitted(string header, string value, string host)
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var request = Request("""{"channel":"c1"}""", "domain");
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_AddressBehindATrustedProxy_IsPermitted()
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var request = Request("""{"channel":"c1"}""", "address");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "9.9.9.9, 10.1.2.3");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/shop/agnost/realtime/get-members")]
    [InlineData("/agnost/realtime/get-members")]
    public async Task Post_ManyWrongKeys_DoesNotSayThatTheNextOneIsRight(string path)
    {
        await using var server = await HttpServer.StartAsync(
            """{"Realtime":{"Credentials":{"MaxFailuresPerAddress":3},"Environments":{"shop":{"ApiKeys":[{"Key":"good"}]}}}}""");
        var statuses = new List<int>();
        foreach (var key in new[] { "x1", "x2", "x3", "x4", "good" })
        {
            using var response = await server.Client.SendAsync(Request("""{"channel":"c1"}""", key, path));
            statuses.Add((int)response.StatusCode);
        }

        server.Time.Advance(TimeSpan.FromMinutes(1));
        using var later = await server.Client.SendAsync(Request("""{"channel":"c1"}""", "good", path));

        Assert.Equal([401, 401, 401, 429, 429], statuses);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Post_OverTheRate_AnswersTooManyRequestsPerAddress()
    {
        await using var server = await HttpServer.StartAsync(Settings);
        HttpRequestMessage Create(string address)
        {
            var request = Request("""{"channel":"c1"}""", "limkey", "/limited/agnost/realtime/get-members");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
            return request;
        }

        await server.Client.SendAsync(Create("10.0.0.1"));
        await server.Client.SendAsync(Create("10.0.0.1"));
        using var third = await server.Client.SendAsync(Create("10.0.0.1"));
        using var other = await server.Client.SendAsync(Create("10.0.0.2"));

        Assert.Equal("slow down", await AssertFaultAsync(third, 429, "rate_limit_exceeded"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Post_QueryFails_AnswersTheCodeWithoutTheReason()
    {
        await using var server = await HttpServer.StartAsync(Settings);

        using var response = await server.Client.SendAsync(Request("""{"channel":"broken"}"""));

        var message = await AssertFaultAsync(response, 400, "get_channel_members_error");
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_QueryNeverAnswers_GivesUpAtTheDeadline()
    {
        await using var server = await HttpServer.StartAsync(Settings);
        var sending = server.Client.SendAsync(Request("""{"channel":"stuck"}"""));
        await server.Members.Stuck.WaitAsync(TimeSpan.FromSeconds(20));

        server.Time.Advance(TimeSpan.FromSeconds(5));

        using var response = await sending.WaitAsync(TimeSpan.FromSeconds(20));
        await AssertFaultAsync(response, 400, "get_channel_members_error");
    }

    [Theory]
    [InlineData("/free/agnost/realtime/get-members", 200)]
    [InlineData("/shop/agnost/realtime/get-members", 401)]
    public async Task Post_OpenEnvironments_OnlyConfiguredNeedAKey(string path, int status)
    {
        await using var server = await HttpServer.StartAsync("""{"Realtime":{"OpenEnvironments":true,"Environments":{"shop":{}}}}""");

        using var response = await server.Client.SendAsync(Request("""{"channel":"c1"}""", key: null, path));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Post_OpenEnvironmentNamedByHost_IsFound()
    {
        await using var server = await HttpServer.StartAsync("""{"Realtime":{"OpenEnvironments":true}}""");
        using var request = Request("""{"channel":"c1"}""", key: null, "/_api/rest/v1/realtime/get-members");
        request.Headers.Host = "acme.cluster.example.com";

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(("acme", "c1"), Assert.Single(server.Members.Asked));
    }

    [Fact]
    public async Task Options_Preflight_PermitsTheClientsHeaders()
    {
        await using var server = await HttpServer.StartAsync(Settings);
        using var request = new HttpRequestMessage(HttpMethod.Options, Path);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,content-type,session");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("POST", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        var headers = string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers"));
        Assert.All(["Authorization", "Content-Type", "Session", "X-Client-Key"], name => Assert.Contains(name, headers, StringComparison.Ordinal));
    }

    private static HttpRequestMessage Request(string json, string? key = "good", string path = Path) =>
        Request(new StringContent(json, Encoding.UTF8, "application/json"), key, path);

    private static HttpRequestMessage Request(HttpContent content, string? key = "good", string path = Path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key);
        }

        return request;
    }

    private static async Task<string> AssertFaultAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = Assert.Single(json.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(("client_error", code), (error.GetProperty("origin").GetString(), error.GetProperty("code").GetString()));
        return error.GetProperty("message").GetString()!;
    }
}
