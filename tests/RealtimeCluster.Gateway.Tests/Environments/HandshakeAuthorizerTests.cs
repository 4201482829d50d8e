using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Tests.Limits;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class HandshakeAuthorizerTests
{
    private const string Settings = """
        {"Realtime":{"ServerTokens":["first-token","second-token"],"SessionSecret":"a-secret-of-tests","Environments":{
          "shop":{"ApiKeys":[{"Key":"good"}]},
          "keyed":{"SessionRequired":false,"ApiKeys":[
            {"Key":"plain"},{"Key":"denied","AllowRealtime":false},{"Key":"old","ExpiryDate":"2020-01-01T00:00:00Z"},
            {"Key":"bound","AuthorizedDomains":["https://app.example.com"],"AuthorizedIPs":["10.0.0.0/8"]}]},
          "free":{"ApiKeyRequired":false,"SessionRequired":false},
          "suspended":{"Suspended":true,"Enabled":false},
          "off":{"Enabled":false}}}}
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RevokedCredentials _revoked;

    public HandshakeAuthorizerTests() => _revoked = new RevokedCredentials(_time);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("""{"envId":"shop",""")]
    [InlineData("""{}""")]
    [InlineData("""{"envId":"other"}""")]
    [InlineData("""{"envId":"Shop"}""")]
    [InlineData("""{"envId":""}""")]
    [InlineData("""{"envId":5}""")]
    [InlineData("""{"envId":{"a":[1,{"b":2}]}}""")]
    [InlineData("""{"envId":"\ud800"}""")]
    [InlineData("""{"envId":["shop"]}""")]
    public void Authorize_NoEnvironment_Refuses(string auth) => AssertRefused(auth, "no_environment_found", "No Environment Found");

    [Theory]
    [InlineData("""{"envId":"suspended"}""", "suspended_environment", "Suspended Environment")]
    [InlineData("""{"envId":"off"}""", "realtime_not_allowed", "Realtime Disabled")]
    [InlineData("""{"envId":"keyed"}""", "missing_api_key", "Missing API Key")]
    [InlineData("""{"envId":"keyed","apiKey":"  "}""", "missing_api_key", "Missing API Key")]
    [InlineData("""{"envId":"keyed","apiKey":null}""", "missing_api_key", "Missing API Key")]
    [InlineData("""{"envId":"keyed","apiKey":{}}""", "missing_api_key", "Missing API Key")]
    [InlineData("""{"envId":"keyed","apiKey":123}""", "invalid_api_key", "Invalid API Key")]
    [InlineData("""{"envId":"keyed","apiKey":"PLAIN"}""", "invalid_api_key", "Invalid API Key")]
    [InlineData("""{"envId":"keyed","apiKey":"good"}""", "invalid_api_key", "Invalid API Key")]
    [InlineData("""{"envId":"keyed","apiKey":"denied"}""", "unauthorizez_api_key", "Unauthorized API Key")]
    [InlineData("""{"envId":"keyed","apiKey":"old"}""", "expired_api_key", "Expired API Key")]
    [InlineData("""{"envId":"shop","apiKey":"good"}""", "missing_session_token", "Missing Session Token")]
    [InlineData("""{"envId":"shop","apiKey":"good","session":""}""", "missing_session_token", "Missing Session Token")]
    [InlineData("""{"envId":"shop","apiKey":"good","session":"a.b.c"}""", "invalid_session_token", "Invalid Session Token")]
    [InlineData("""{"envId":"shop","apiKey":"good","session":7}""", "invalid_session_token", "Invalid Session Token")]
    [InlineData("""{"envId":"keyed","accessToken":"wrong"}""", "missing_api_key", "Missing API Key")]
    [InlineData("""{"envId":"keyed","accessToken":["first-token"]}""", "missing_api_key", "Missing API Key")]
    public void Authorize_BadCredentials_RefusesWithTheCode(string auth, string code, string title) => AssertRefused(auth, code, title);

    [Theory]
    [InlineData(null, "10.1.1.1", "missing_request_origin", "Origin Domain Not Found")]
    [InlineData("https://evil.example.com", "10.1.1.1", "domain_not_authorized", "Origin Domain Not Authorized")]
    [InlineData("https://app.example.com", null, "missing_client_IP", "IP Address Not Found")]
    [InlineData("https://app.example.com", "11.1.1.1", "ip_not_authorized", "IP Address Not Authorized")]
    public void Authorize_WrongPlace_RefusesWithTheCode(string? origin, string? address, string code, string title) =>
        AssertRefused("""{"envId":"keyed","apiKey":"bound"}""", code, title, origin, address);

    [Theory]
    [InlineData("""{"envId":"keyed","apiKey":"plain"}""")]
    [InlineData("""{"subdomain":"keyed","clientKey":"plain"}""")]
    [InlineData("""{"envId":"","subdomain":"keyed","apiKey":null,"clientKey":"plain"}""")]
    [InlineData("""{"deep":[[[{"a":[]}]]],"envId":"keyed","apiKey":"plain","session":"rubbish"}""")]
    [InlineData("""{"envId":"free","apiKey":17,"session":{}}""")]
    [InlineData("""{"envId":"free"}""")]
    public void Authorize_GoodOrUnneededCredentials_Accepts(string auth) => Assert.Null(AssertAccepted(auth).UserId);

    [Fact]
    public void Authorize_RightPlace_Accepts() =>
        AssertAccepted("""{"envId":"keyed","apiKey":"bound"}""", "https://app.example.com", "::ffff:10.1.1.1");

    [Theory]
    [InlineData("session")]
    [InlineData("Session")]
    public void Authorize_SessionToken_KnowsTheUser(string field)
    {
        var token = TestEnvironments.CreateToken(_time.GetUtcNow(), lifetime: TimeSpan.FromMinutes(1));

        var grant = AssertAccepted($$"""{"envId":"shop","apiKey":"good","{{field}}":"{{token}}"}""");

        Assert.Equal(("shop", "u1"), (grant.Environment, grant.UserId));
    }

    [Fact]
    public void Authorize_SessionWhereNoneIsNeeded_KnowsTheUser()
    {
        var token = TestEnvironments.CreateToken(_time.GetUtcNow(), environment: "free", userId: 42L);

        Assert.Equal("42", AssertAccepted($$"""{"envId":"free","session":"{{token}}"}""").UserId);
    }

    [Fact]
    public void Authorize_BadSessionTokens_Refuses()
    {
        var now = _time.GetUtcNow();
        string[] tokens =
        [
            TestEnvironments.CreateToken(now, environment: "keyed"),
            TestEnvironments.CreateToken(now, secret: "another-secret"),
            TestEnvironments.CreateToken(now, lifetime: TimeSpan.FromSeconds(-1)),
            TestEnvironments.CreateToken(now, lifetime: TimeSpan.Zero),
            TestEnvironments.CreateToken(now, userId: string.Empty),
            TestEnvironments.CreateToken(now, userId: true),
            TestEnvironments.CreateToken(now, algorithm: SecurityAlgorithms.HmacSha512),
            "eyJhbGciOiJub25lIn0.eyJlbnZJZCI6InNob3AiLCJ1c2VySWQiOiJ1MSJ9.",
            new string('x', 100_000),
            "..",
        ];

        foreach (var token in tokens)
        {
            AssertRefused($$"""{"envId":"shop","apiKey":"good","session":"{{token}}"}""", "invalid_session_token", "Invalid Session Token");
        }
    }

    [Fact]
    public void Authorize_NoSecret_EveryTokenIsInvalid()
    {
        var token = TestEnvironments.CreateToken(_time.GetUtcNow(), secret: "any");
        using var registry = TestEnvironments.CreateRegistry("""{"Realtime":{"Environments":{"shop":{"ApiKeyRequired":false}}}}""");

        var outcome = Create(registry).Authorize(Facts($$"""{"envId":"shop","session":"{{token}}"}"""));

        Assert.Equal(Refusal.OfSession(SessionFault.NoSecret), Assert.IsType<AuthorizationOutcome.Refused>(outcome).Refusal);
    }

    [Theory]
    [InlineData("""{"accessToken":"first-token"}""")]
    [InlineData("""{"accessToken":"second-token","envId":"suspended"}""")]
    public void Authorize_ServerToken_IsMaster(string auth)
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);

        Assert.IsType<AuthorizationOutcome.Master>(Create(registry).Authorize(Facts(auth)));
    }

    [Theory]
    [InlineData("""{"accessToken":""}""")]
    [InlineData("""{"accessToken":null}""")]
    [InlineData("""{}""")]
    public void Authorize_NoServerTokensSet_NobodyIsMaster(string auth)
    {
        using var registry = TestEnvironments.CreateRegistry("""{"Realtime":{}}""");

        Assert.IsType<AuthorizationOutcome.Refused>(Create(registry).Authorize(Facts(auth)));
    }

    [Theory]
    [InlineData("""{"envId":"free"}""", false)]
    [InlineData("""{"envId":"free","echoMessages":true}""", true)]
    [InlineData("""{"envId":"free","echoMessages":"false"}""", true)]
    [InlineData("""{"envId":"free","echoMessages":0}""", false)]
    [InlineData("""{"envId":"free","echoMessages":""}""", false)]
    [InlineData("""{"envId":"free","echoMessages":{"a":1}}""", true)]
    [InlineData("""{"echoMessages":null,"envId":"free"}""", false)]
    public void Authorize_EchoMessages_JudgedByTruth(string auth, bool expected) => Assert.Equal(expected, AssertAccepted(auth).EchoMessages);

    [Fact]
    public void Authorize_OpenEnvironments_OnlyUnconfiguredAreOpen()
    {
        using var registry = TestEnvironments.CreateRegistry("""{"Realtime":{"OpenEnvironments":true,"Environments":{"shop":{}}}}""");
        var authorizer = Create(registry);

        Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(Facts("""{"envId":"anything"}""")));
        Assert.IsType<AuthorizationOutcome.Refused>(authorizer.Authorize(Facts("""{"envId":"shop"}""")));
        Assert.IsType<AuthorizationOutcome.Refused>(authorizer.Authorize(Facts("{}")));
        Assert.IsType<AuthorizationOutcome.Refused>(authorizer.Authorize(Facts($$"""{"envId":"{{new string('x', 257)}}"}""")));
    }

    [Fact]
    public void Review_SessionEnds_EndsTheConnection()
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        var authorizer = Create(registry);
        var token = TestEnvironments.CreateToken(_time.GetUtcNow(), lifetime: TimeSpan.FromMinutes(1));
        var grant = Assert.IsType<AuthorizationOutcome.Accepted>(
            authorizer.Authorize(Facts($$"""{"envId":"shop","apiKey":"good","session":"{{token}}"}"""))).Grant;

        Assert.Equal(default, authorizer.Review(grant));
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(1), authorizer.ExpiryOf(grant));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new GrantVerdict(GrantFate.Ends, Refusal.OfSession(SessionFault.Expired)), authorizer.Review(grant));
    }

    [Theory]
    [InlineData("Realtime:Environments:free:Suspended", "true", "suspended_environment")]
    [InlineData("Realtime:Environments:free:Enabled", "false", "realtime_not_allowed")]
    public void Review_EnvironmentIsNotServed_IsAPauseUntilItIsTakenBack(string setting, string value, string code)
    {
        var configuration = TestEnvironments.Configure(Settings);
        using var registry = TestEnvironments.CreateRegistry(configuration);
        var authorizer = Create(registry);
        var grant = Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(Facts("""{"envId":"free"}"""))).Grant;

        configuration[setting] = value;
        configuration.Reload();
        var verdict = authorizer.Review(grant);
        configuration[setting] = null;
        configuration.Reload();

        Assert.Equal((GrantFate.Pauses, code), (verdict.Fate, verdict.Reason?.Code));
        Assert.Equal(default, authorizer.Review(grant));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Review_SessionEndsWhereNoneIsNeeded_TakesTheUserOnly(bool isExpired)
    {
        var configuration = TestEnvironments.Configure(Settings);
        using var registry = TestEnvironments.CreateRegistry(configuration);
        var authorizer = Create(registry);
        var token = TestEnvironments.CreateToken(_time.GetUtcNow(), "free", lifetime: TimeSpan.FromMinutes(1));
        var grant = Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(Facts($$"""{"envId":"free","session":"{{token}}"}"""))).Grant;
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(1), authorizer.ExpiryOf(grant));

        if (isExpired)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
        }
        else
        {
            configuration["Realtime:SessionSecret"] = "another-secret-of-tests";
            configuration.Reload();
        }

        Assert.Equal(new GrantVerdict(GrantFate.LosesUser, Refusal.OfSession(isExpired ? SessionFault.Expired : SessionFault.Signature)), authorizer.Review(grant));
        Assert.Equal(default, authorizer.Review(grant.WithoutUser()));
        Assert.Null(authorizer.ExpiryOf(grant.WithoutUser()));
    }

    [Fact]
    public void Authorize_UnknownAccessToken_KeepsTheContractsWordsAndSaysSoInTheDetails()
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);

        var refusal = Assert.IsType<AuthorizationOutcome.Refused>(Create(registry).Authorize(Facts("""{"accessToken":"guess"}"""))).Refusal;

        Assert.Equal((Refusal.EnvironmentNotFound.Title, "no_environment_found", "access_token"), (refusal.Title, refusal.Code, refusal.Reason));
    }

    [Theory]
    [InlineData("not.a.token", "malformed")]
    [InlineData("other-secret", "signature")]
    [InlineData("other-algorithm", "signature")]
    [InlineData("ended", "expired")]
    [InlineData("early", "not_yet_valid")]
    [InlineData("no-user", "claims")]
    [InlineData("elsewhere", "other_environment")]
    public void Authorize_InvalidSession_SaysInTheDetailsWhatIsWrong(string kind, string reason)
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        var now = _time.GetUtcNow();
        var token = kind switch
        {
            "other-secret" => TestEnvironments.CreateToken(now, secret: "another"),
            "other-algorithm" => TestEnvironments.CreateToken(now, algorithm: SecurityAlgorithms.HmacSha512),
            "ended" => TestEnvironments.CreateToken(now, lifetime: TimeSpan.FromSeconds(-1)),
            "early" => TestEnvironments.CreateToken(now, claims: new() { ["nbf"] = now.AddSeconds(10).ToUnixTimeSeconds() }),
            "no-user" => TestEnvironments.CreateToken(now, userId: true),
            "elsewhere" => TestEnvironments.CreateToken(now, "free"),
            _ => kind,
        };

        var outcome = Create(registry).Authorize(Facts($$"""{"envId":"shop","apiKey":"good","session":"{{token}}"}"""));

        using var error = JsonDocument.Parse(Assert.IsType<AuthorizationOutcome.Refused>(outcome).Refusal.ToConnectErrorJson());
        Assert.Equal("invalid_session_token", error.RootElement.GetProperty("data").GetProperty("code").GetString());
        Assert.Equal(reason, error.RootElement.GetProperty("data").GetProperty("details").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("shop", CredentialKind.Session, "k", "invalid_session_token")]
    [InlineData("shop", CredentialKind.ApiKey, "good", "invalid_api_key")]
    [InlineData("shop", CredentialKind.Session, "good", null)]
    [InlineData("shop", CredentialKind.ApiKey, "k", null)]
    [InlineData("other", CredentialKind.ApiKey, "good", null)]
    public void Authorize_Revoked_IsRefusedUntilTheRevocationEnds(string environment, CredentialKind kind, string credential, string? code)
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        var authorizer = Create(registry);
        var auth = Facts($$"""{"envId":"shop","apiKey":"good","session":"{{TestEnvironments.CreateToken(_time.GetUtcNow(), lifetime: TimeSpan.FromDays(9))}}"}""");
        Revoke(environment, kind, credential);

        Assert.Equal(code, (authorizer.Authorize(auth) as AuthorizationOutcome.Refused)?.Refusal.Code);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(auth));
    }

    [Fact]
    public void Authorize_RevokedSessionWhereNoneIsNeeded_MakesNobodyItsUser()
    {
        using var registry = TestEnvironments.CreateRegistry("""{"Realtime":{"SessionSecret":"a-secret-of-tests","Environments":{"shop":{"ApiKeyRequired":false,"SessionRequired":false}}}}""");
        var authorizer = Create(registry);
        var auth = Facts($$"""{"envId":"shop","session":"{{TestEnvironments.CreateToken(_time.GetUtcNow())}}"}""");
        var before = Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(auth)).Grant;

        Revoke("shop", CredentialKind.Session, "k");

        Assert.Equal("u1", before.UserId);
        Assert.Equal(new GrantVerdict(GrantFate.Ends, Refusal.OfSession(SessionFault.Revoked)), authorizer.Review(before));
        Assert.Null(Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(auth)).Grant.UserId);
    }

    [Theory]
    [InlineData("""{"envId":"keyed","apiKey":"guess-#"}""", """{"envId":"keyed","apiKey":"plain"}""")]
    [InlineData("""{"envId":"keyed","apiKey":"guess-#"}""", """{"accessToken":"first-token"}""")]
    [InlineData("""{"accessToken":"guess-#"}""", """{"accessToken":"first-token"}""")]
    [InlineData("""{"accessToken":"guess-#"}""", """{"envId":"keyed","apiKey":"plain"}""")]
    public void Authorize_TooManyGuesses_DoesNotSayThatTheNextOneIsRight(string guess, string right)
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        var authorizer = Create(registry);
        for (var i = 0; i < new CredentialOptions().MaxFailuresPerAddress; i++)
        {
            authorizer.Authorize(Facts(guess.Replace("#", $"{i}", StringComparison.Ordinal)));
        }

        var here = authorizer.Authorize(Facts(right));
        var elsewhere = authorizer.Authorize(Facts(right, address: "198.51.100.1"));
        _time.Advance(new CredentialOptions().Window);
        var later = authorizer.Authorize(Facts(right));

        Assert.Equal(Refusal.TooManyFailures, Assert.IsType<AuthorizationOutcome.Refused>(here).Refusal);
        Assert.IsNotType<AuthorizationOutcome.Refused>(elsewhere);
        Assert.IsNotType<AuthorizationOutcome.Refused>(later);
    }

    [Theory]
    [InlineData("""{"envId":"keyed","apiKey":"plain"}""")]
    [InlineData("""{"accessToken":"first-token"}""")]
    public void Authorize_OthersBehindTheAddressGuess_LetsInWhoWasRightLately(string right)
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        var authorizer = Create(registry);
        authorizer.Authorize(Facts(right));
        for (var i = 0; i < new CredentialOptions().MaxFailuresPerAddress; i++)
        {
            authorizer.Authorize(Facts($$"""{"envId":"keyed","apiKey":"guess-{{i}}"}"""));
        }

        Assert.IsNotType<AuthorizationOutcome.Refused>(authorizer.Authorize(Facts(right)));
    }

    [Theory]
    [InlineData("""{"envId":"free"}""")]
    [InlineData("""{"envId":"free","apiKey":"any"}""")]
    public void Authorize_NoCredentialIsNeeded_IsNotLimited(string auth)
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        var authorizer = Create(registry);
        for (var i = 0; i < new CredentialOptions().MaxFailuresPerAddress; i++)
        {
            authorizer.Authorize(Facts($$"""{"envId":"keyed","apiKey":"guess-{{i}}"}"""));
        }

        Assert.IsType<AuthorizationOutcome.Accepted>(authorizer.Authorize(Facts(auth)));
    }

    private void Revoke(string environment, CredentialKind kind, string credential) => _revoked.TakeAnswer(new RevocationList(
        new RevocationVersion(1, 1), After: 0, [new Revocation(environment, kind, CredentialDigest.Of(credential), _time.GetUtcNow() + TimeSpan.FromDays(1))]));

    private static HandshakeFacts Facts(string auth, string? origin = null, string? address = "10.1.1.1") =>
        new(Encoding.UTF8.GetBytes(auth), origin, address is null ? null : IPAddress.Parse(address));

    private HandshakeAuthorizer Create(EnvironmentRegistry registry) => new(registry, new GrantExpiries(_time), _revoked, TestCredentialLimits.Create(_time), _time);

    private ConnectionGrant AssertAccepted(string auth, string? origin = null, string? address = "10.1.1.1")
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);
        return Assert.IsType<AuthorizationOutcome.Accepted>(Create(registry).Authorize(Facts(auth, origin, address))).Grant;
    }

    private void AssertRefused(string auth, string code, string title, string? origin = null, string? address = "10.1.1.1")
    {
        using var registry = TestEnvironments.CreateRegistry(Settings);

        var refusal = Assert.IsType<AuthorizationOutcome.Refused>(Create(registry).Authorize(Facts(auth, origin, address))).Refusal;

        using var json = JsonDocument.Parse(refusal.ToConnectErrorJson());
        Assert.Equal($"Realtime Connection Error - {title}", json.RootElement.GetProperty("message").GetString());
        var data = json.RootElement.GetProperty("data");
        Assert.Equal("client_error", data.GetProperty("origin").GetString());
        Assert.Equal(code, data.GetProperty("code").GetString());
        Assert.NotEqual(string.Empty, data.GetProperty("message").GetString());
    }
}
