using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCluster.Gateway.Admin;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>Who is let in, and who is not.</summary>
public sealed class AdminGuardTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Realtime":{"ServerTokens":[{"Token":"all","Verbs":["ReadMembers","Publish"]},{"Token":"shop","Environments":["shop"]}]}}""")]
    [InlineData("""{"Realtime":{"ServerTokens":["all"]},"Gateway":{"Admin":{"Enabled":false}}}""")]
    public async Task Page_NobodyMayAdminister_DoesNotExist(string settings)
    {
        await using var server = await AdminServer.StartAsync(settings);

        foreach (var path in new[] { "", "page/admin.js", "api/session", "api/cluster" })
        {
            using var response = await server.SendAsProgramAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var signIn = await server.TrySignInAsync("all");
        Assert.Equal(HttpStatusCode.NotFound, signIn.StatusCode);
    }

    [Fact]
    public async Task Endpoints_AllButSignIn_AskForSignIn()
    {
        await using var server = await AdminServer.StartAsync();
        var routes = server.Endpoints
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, static (endpoint, method) => (Path: endpoint.RoutePattern.RawText!, Method: method))
            .Where(static route => route.Path.StartsWith("/admin/api/", StringComparison.Ordinal) && !(route.Path.EndsWith("/session", StringComparison.Ordinal) && (route.Method is "POST" or "DELETE")))
            .ToArray();

        Assert.True(routes.Length >= 9, $"Only {routes.Length} endpoints were found.");
        foreach (var (path, method) in routes)
        {
            using var response = await server.SendAsync(new HttpMethod(method), path["/admin/".Length..].Replace("{target}", "everyone", StringComparison.Ordinal));
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answered {response.StatusCode}.");
        }

        Assert.Equal(0, server.Cluster.GatewayNode.ReportCount);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("ops")]
    public async Task SignIn_TokenThatMayAdminister_GivesACookieNoScriptCanRead(string token)
    {
        await using var server = await AdminServer.StartAsync();

        using var response = await server.TrySignInAsync(token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; path=/admin; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal);
        using var session = await server.SendAsPageAsync(HttpMethod.Get, "api/session", AdminServer.CookieOf(response)!);
        Assert.Equal("""["shop"]""", JsonDocument.Parse(await session.Content.ReadAsStringAsync()).RootElement.GetProperty("environments").GetRawText());
    }

    [Fact]
    public async Task SignIn_EncryptedUpToATrustedProxy_GivesASecureCookie()
    {
        await using var server = await AdminServer.StartAsync();

        using var response = await server.TrySignInAsync("all", ("X-Forwarded-Proto", "https"));

        Assert.Contains("; secure;", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop", 403, "out_of_scope")]
    [InlineData("reader", 403, "out_of_scope")]
    [InlineData("al", 401, "unauthorized")]
    [InlineData("", 401, "unauthorized")]
    public async Task SignIn_OtherToken_IsRefused(string token, int status, string code)
    {
        await using var server = await AdminServer.StartAsync();

        using var signIn = await server.TrySignInAsync(token);
        using var call = await server.SendAsProgramAsync(HttpMethod.Get, "api/cluster", token: token);

        await AssertProblemAsync(signIn, status, code);
        Assert.Null(AdminServer.CookieOf(signIn));
        await AssertProblemAsync(call, status, code);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("{", 0)]
    [InlineData("[]", 0)]
    [InlineData("""{"token":7}""", 0)]
    [InlineData("""{"other":"all"}""", 0)]
    [InlineData("""{"token":"all"}""", 5_000)]
    public async Task SignIn_FaultyBody_IsRefused(string text, int spaces)
    {
        await using var server = await AdminServer.StartAsync();
        var body = text + new string(' ', spaces);

        using var response = await server.SendAsync(HttpMethod.Post, "api/session", new StringContent(body), (AdminRequests.Header, "1"));

        Assert.InRange((int)response.StatusCode, 400, 413);
        Assert.Null(AdminServer.CookieOf(response));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "same-origin")]
    [InlineData("1", "cross-site")]
    [InlineData("1", "same-site")]
    public async Task Post_NotFromThePage_IsRefused(string? header, string? site)
    {
        await using var server = await AdminServer.StartAsync();
        (string, string)[] headers = [.. header is null ? [] : new[] { (AdminRequests.Header, header) }, .. site is null ? [] : new[] { ("Sec-Fetch-Site", site) }];
        var cookie = await server.SignInAsync();

        using var signIn = await server.SendAsync(HttpMethod.Post, "api/session", AdminServer.Json(new { token = "all" }), headers);
        using var signOut = await server.SendAsync(HttpMethod.Delete, "api/session", null, headers);
        using var drain = await server.SendAsync(HttpMethod.Post, $"api/cluster/drain?node={FakeCluster.Gateway.ToParsableString()}", null, [("Cookie", cookie), .. headers]);

        await AssertProblemAsync(signIn, 403, "cross_site_request");
        await AssertProblemAsync(signOut, 403, "cross_site_request");
        await AssertProblemAsync(drain, 403, "cross_site_request");
        Assert.Empty(server.Cluster.Desk.Calls);
    }

    [Fact]
    public async Task Cookie_Forged_IsNone()
    {
        await using var server = await AdminServer.StartAsync();
        var cookie = await server.SignInAsync();
        var parts = cookie.Split('.');
        var unsigned = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        var claims = new Dictionary<string, object> { ["aud"] = "realtime-admin", ["iat"] = 1_893_456_000, ["exp"] = 1_993_456_000, ["auth_time"] = 1_893_456_000 };
        var foreign = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256),
        });

        foreach (var forged in new[]
        {
            $"{AdminCookie.Name}=",
            $"{AdminCookie.Name}=x",
            $"{AdminCookie.Name}={new string('x', 5_000)}",
            $"{AdminCookie.Name}={unsigned}.{parts[1]}.",
            $"{AdminCookie.Name}={unsigned}.{parts[1]}.{parts[2]}",
            $"{AdminCookie.Name}={foreign}",
            $"{parts[0]}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
        })
        {
            using var response = await server.SendAsPageAsync(HttpMethod.Get, "api/cluster", forged);
            await AssertProblemAsync(response, 401, "sign_in_needed");
        }

        using var genuine = await server.SendAsPageAsync(HttpMethod.Get, "api/cluster", cookie);
        Assert.Equal(HttpStatusCode.OK, genuine.StatusCode);
    }

    [Fact]
    public async Task Cookie_OnAnotherGateway_IsGood()
    {
        await using var first = await AdminServer.StartAsync();
        await using var second = await AdminServer.StartAsync();

        using var response = await second.SendAsPageAsync(HttpMethod.Get, "api/cluster", await first.SignInAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Cookie_TokenIsTakenAway_IsVoid()
    {
        await using var server = await AdminServer.StartAsync();
        var (gone, stays) = (await server.SignInAsync("ops"), await server.SignInAsync("all"));

        server.Configuration["Realtime:ServerTokens:1:Token"] = "another";
        server.Configuration.Reload();

        using var refused = await server.SendAsPageAsync(HttpMethod.Get, "api/cluster", gone);
        using var served = await server.SendAsPageAsync(HttpMethod.Get, "api/cluster", stays);
        await AssertProblemAsync(refused, 401, "sign_in_needed");
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Cookie_NotUsed_ExpiresAndIfUsedLastsToTheEnd()
    {
        await using var server = await AdminServer.StartAsync();
        var idle = await server.SignInAsync();
        var used = idle;
        for (var minutes = 0; minutes < 12 * 60 - 20; minutes += 20)
        {
            server.Time.Advance(TimeSpan.FromMinutes(20));
            using var response = await server.SendAsPageAsync(HttpMethod.Get, "api/session", used);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            used = AdminServer.CookieOf(response) ?? used;
        }

        server.Time.Advance(TimeSpan.FromMinutes(21));
        using var afterTheEnd = await server.SendAsPageAsync(HttpMethod.Get, "api/session", used);
        using var afterIdling = await server.SendAsPageAsync(HttpMethod.Get, "api/session", idle);

        await AssertProblemAsync(afterTheEnd, 401, "sign_in_needed");
        await AssertProblemAsync(afterIdling, 401, "sign_in_needed");
    }

    [Fact]
    public async Task Cookie_NotUsedForLong_IsVoid()
    {
        await using var server = await AdminServer.StartAsync();
        var cookie = await server.SignInAsync();

        server.Time.Advance(TimeSpan.FromMinutes(31));
        using var response = await server.SendAsPageAsync(HttpMethod.Get, "api/session", cookie);

        await AssertProblemAsync(response, 401, "sign_in_needed");
    }

    [Fact]
    public async Task SignOut_FromThePage_TakesTheCookieAway()
    {
        await using var server = await AdminServer.StartAsync();

        using var response = await server.SendAsPageAsync(HttpMethod.Delete, "api/session", await server.SignInAsync());

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal($"{AdminCookie.Name}=", AdminServer.CookieOf(response));
    }

    [Fact]
    public async Task SignIn_TooManyTries_IsNotListenedToEvenIfRight()
    {
        await using var server = await AdminServer.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            using var wrong = await server.TrySignInAsync($"wrong-{i}");
            await AssertProblemAsync(wrong, 401, "unauthorized");
        }

        using var wrongHeader = await server.SendAsProgramAsync(HttpMethod.Get, "api/cluster", token: "wrong");
        using var right = await server.TrySignInAsync("all");
        using var rightHeader = await server.SendAsProgramAsync(HttpMethod.Get, "api/cluster");
        using var elsewhere = await server.TrySignInAsync("all", ("X-Forwarded-For", "203.0.113.7"));

        await AssertProblemAsync(wrongHeader, 401, "unauthorized");
        await AssertProblemAsync(right, 429, "rate_limit_exceeded");
        await AssertProblemAsync(rightHeader, 429, "rate_limit_exceeded");
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task SignIn_ManyAreHeldOpen_TakesNoPlaceOfAnAdministratorAndTheSlowestEnds()
    {
        await using var server = await AdminServer.StartAsync("""{"Realtime":{"ServerTokens":["all"]},"Gateway":{"Admin":{"MaxRequests":1}}}""");
        var held = new List<TcpClient>();
        for (var i = 0; i < PendingSignIns.MaxPerAddress; i++)
        {
            held.Add(await HoldSignInAsync(server));
            await server.Time.WaitUntilArmedAsync(TimeSpan.FromSeconds(10));
        }

        using var request = await server.SendAsProgramAsync(HttpMethod.Get, "api/session");
        using var signIn = await server.TrySignInAsync("all");
        using var reader = new StreamReader(held[0].GetStream());
        var ended = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (request.StatusCode, signIn.StatusCode));
        Assert.Equal("HTTP/1.1 408 Request Timeout", ended);
        held.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task SignIn_RightOrWrong_IsLoggedWithoutTheToken()
    {
        await using var server = await AdminServer.StartAsync("""{"Realtime":{"ServerTokens":[{"Name":"ops","Token":"a-very-secret-token"}]}}""");

        using var wrong = await server.TrySignInAsync("not-so-secret-token");
        var cookie = await server.SignInAsync("a-very-secret-token");

        Assert.Contains(server.Logs.Entries, static entry => entry.Text == "An administrator signed in with server token ops from 127.0.0.1.");
        Assert.Contains(server.Logs.Entries, static entry => entry.Text.StartsWith("A token that is none was tried", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Logs.Entries, entry => entry.Text.Contains("secret", StringComparison.Ordinal) || entry.Text.Contains(cookie.Split('=')[1], StringComparison.Ordinal));
    }

    private static async Task<TcpClient> HoldSignInAsync(AdminServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /admin/api/session HTTP/1.1\r\nHost: x\r\n{AdminRequests.Header}: 1\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{{"));
        return client;
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }
}
