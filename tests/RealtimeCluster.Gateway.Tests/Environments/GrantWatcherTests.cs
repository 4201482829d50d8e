using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Tests.Limits;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class GrantWatcherTests : IAsyncLifetime, IDisposable
{
    private const string Shop = "Realtime:Environments:shop";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly IConfigurationRoot _configuration = TestEnvironments.Configure("""
        {"Realtime":{"SessionSecret":"a-secret-of-tests","Environments":{
          "shop":{"ApiKeys":[{"Key":"good"},{"Key":"short","ExpiryDate":"2030-01-01T00:10:00Z"}]},
          "free":{"ApiKeyRequired":false,"SessionRequired":false}}}}
        """);

    private readonly FakeConnections _connections = new();
    private readonly EnvironmentRegistry _registry;
    private readonly RevokedCredentials _revoked;
    private readonly HandshakeAuthorizer _authorizer;
    private readonly GrantWatcher _watcher;

    public GrantWatcherTests()
    {
        _registry = TestEnvironments.CreateRegistry(_configuration);
        _revoked = new RevokedCredentials(_time);
        var expiries = new GrantExpiries(_time);
        _authorizer = new HandshakeAuthorizer(_registry, expiries, _revoked, TestCredentialLimits.Create(_time), _time);
        _watcher = new GrantWatcher(_registry, _revoked, _authorizer, expiries, _connections, _time, NullLogger<GrantWatcher>.Instance);
    }

    public Task InitializeAsync() => _watcher.StartAsync(CancellationToken.None);

    public Task DisposeAsync() => _watcher.StopAsync(CancellationToken.None);

    public void Dispose()
    {
        _watcher.Dispose();
        _registry.Dispose();
    }

    [Theory]
    [InlineData($"{Shop}:ApiKeys:0:Key", "other", "invalid_api_key")]
    [InlineData($"{Shop}:ApiKeys:0:AllowRealtime", "false", "unauthorizez_api_key")]
    [InlineData($"{Shop}:ApiKeys:0:ExpiryDate", "2029-12-31", "expired_api_key")]
    [InlineData($"{Shop}:ApiKeys:0:AuthorizedDomains:0", "https://a.com", "missing_request_origin")]
    [InlineData($"{Shop}:ApiKeys:0:AuthorizedIPs:0", "10.0.0.1", "missing_client_IP")]
    [InlineData("Realtime:SessionSecret", "rotated", "invalid_session_token")]
    public async Task Change_TakesTheRightAway_EndsOnlyThoseConnections(string setting, string value, string code)
    {
        var touched = _connections.Add(Authorize("shop", "good", TimeSpan.FromDays(1)));
        var untouched = _connections.Add(Authorize("free"));
        var server = _connections.Add(null);

        _configuration[setting] = value;
        _configuration.Reload();

        // Without a step of the clock: the change itself brings the visit.
        Assert.Equal(code, (await touched.Revoked.WaitAsync(TimeSpan.FromSeconds(20))).Code);
        Assert.False(untouched.Revoked.IsCompleted || server.Revoked.IsCompleted);
    }

    [Theory]
    [InlineData($"{Shop}:Suspended", "true", "suspended_environment")]
    [InlineData($"{Shop}:Enabled", "false", "realtime_not_allowed")]
    public async Task Change_EnvironmentIsNotServed_PausesItsConnectionsUntilItIsTakenBack(string setting, string value, string code)
    {
        var touched = _connections.Add(Authorize("shop", "good", TimeSpan.FromDays(1)));
        var untouched = _connections.Add(Authorize("free"));

        _configuration[setting] = value;
        _configuration.Reload();
        await Eventually.TrueAsync(() => touched.PauseReason is not null, "the connection is paused");
        var reason = touched.PauseReason;
        _configuration[setting] = value == "true" ? "false" : "true";
        _configuration.Reload();

        Assert.Equal(code, reason?.Code);
        await Eventually.TrueAsync(() => touched.PauseReason is null, "the connection is served again");
        Assert.Null(untouched.PauseReason);
        Assert.False(touched.Revoked.IsCompleted || untouched.Revoked.IsCompleted);
    }

    [Fact]
    public async Task SessionEnds_NoneIsNeeded_TheConnectionLosesItsUserOnce()
    {
        var connection = _connections.Add(Authorize("free", lifetime: TimeSpan.FromSeconds(90)));

        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(connection.LostUser.IsCompleted ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
                return connection.LostUser.IsCompleted;
            },
            "the connection loses its user");

        Assert.Equal("expired", (await connection.LostUser).Reason);
        Assert.Null(connection.Grant!.UserId);
        Assert.False(connection.Revoked.IsCompleted);
    }

    [Theory]
    [InlineData(CredentialKind.Session, "k", "invalid_session_token")]
    [InlineData(CredentialKind.ApiKey, "good", "invalid_api_key")]
    public async Task Revocation_Comes_EndsOnlyThoseConnections(CredentialKind kind, string credential, string code)
    {
        var touched = _connections.Add(Authorize("shop", "good", TimeSpan.FromDays(1)));
        var untouched = _connections.Add(Authorize("free"));

        _revoked.TakeAnswer(new RevocationList(new RevocationVersion(1, 1), After: 0, [new Revocation("shop", kind, CredentialDigest.Of(credential), _time.GetUtcNow().AddDays(1))]));

        // Without a step of the clock: the news itself brings the visit.
        Assert.Equal(code, (await touched.Revoked.WaitAsync(TimeSpan.FromSeconds(20))).Code);
        Assert.False(untouched.Revoked.IsCompleted);
    }

    [Fact]
    public async Task Change_ConnectionAppearsJustAfterTheVisit_IsEndedBySecondLook()
    {
        var early = _connections.Add(Authorize("shop", "good", TimeSpan.FromDays(1)));
        var grant = Authorize("shop", "good", TimeSpan.FromDays(1));
        _configuration[$"{Shop}:ApiKeys:0:AllowRealtime"] = "false";
        _configuration.Reload();
        await RevokedAsync(early);

        var late = _connections.Add(grant);

        Assert.Equal("unauthorizez_api_key", (await RevokedAsync(late)).Code);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(7_200)]
    public async Task SessionEnds_ConnectionIsEndedThenAndNotBefore(int seconds)
    {
        var connection = _connections.Add(Authorize("shop", "good", TimeSpan.FromSeconds(seconds)));
        var end = _time.GetUtcNow() + TimeSpan.FromSeconds(seconds);

        Assert.Equal("invalid_session_token", (await RevokedAsync(connection, TimeSpan.FromSeconds(seconds / 90))).Code);
        Assert.True(_time.GetUtcNow() >= end);
    }

    [Fact]
    public async Task KeyExpires_ConnectionIsEnded()
    {
        var connection = _connections.Add(Authorize("shop", "short", TimeSpan.FromDays(1)));

        Assert.Equal("expired_api_key", (await RevokedAsync(connection, TimeSpan.FromSeconds(10))).Code);
    }

    [Fact]
    public async Task Visit_ConnectionThrows_TheOthersAreStillEnded()
    {
        var faulty = new ThrowingConnections(_connections);
        var expiries = new GrantExpiries(_time);
        using var watcher = new GrantWatcher(_registry, _revoked, _authorizer, expiries, faulty, _time, NullLogger<GrantWatcher>.Instance);
        await watcher.StartAsync(CancellationToken.None);
        await _watcher.StopAsync(CancellationToken.None);
        var connection = _connections.Add(Authorize("shop", "good", TimeSpan.FromDays(1)));

        _configuration[$"{Shop}:ApiKeys:0:AllowRealtime"] = "false";
        _configuration.Reload();

        Assert.Equal("unauthorizez_api_key", (await RevokedAsync(connection)).Code);
        await watcher.StopAsync(CancellationToken.None);
    }

    private ConnectionGrant Authorize(string environment, string? key = null, TimeSpan? lifetime = null)
    {
        var token = TestEnvironments.CreateToken(_time.GetUtcNow(), environment, lifetime: lifetime);
        var auth = $$"""{"envId":"{{environment}}","apiKey":"{{key}}","session":"{{token}}"}""";
        return Assert.IsType<AuthorizationOutcome.Accepted>(_authorizer.Authorize(new HandshakeFacts(Encoding.UTF8.GetBytes(auth), null, null))).Grant;
    }

    /// <summary>Lets time pass step by step until the connection is ended.</summary>
    private async Task<Refusal> RevokedAsync(FakeConnection connection, TimeSpan? step = null)
    {
        await Eventually.TrueAsync(
            () =>
            {
                if (!connection.Revoked.IsCompleted)
                {
                    _time.Advance(step ?? TimeSpan.FromSeconds(0.5));
                }

                return connection.Revoked.IsCompleted;
            },
            "the connection is ended");
        return await connection.Revoked;
    }

    /// <summary>Fails at the first look.</summary>
    private sealed class ThrowingConnections(FakeConnections inner) : IGrantedConnections
    {
        private int _looks;

        public IEnumerable<IGrantedConnection> Connections =>
            Interlocked.Increment(ref _looks) == 1 ? throw new InvalidOperationException("first look") : inner.Connections;
    }
}
