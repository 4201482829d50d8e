using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

/// <summary>Builds environments from JSON settings and tokens for them.</summary>
internal static class TestEnvironments
{
    public const string Secret = "a-secret-of-tests";

    // Kept in memory, where a test can change a value and tell so with Reload.
    public static IConfigurationRoot Configure(string json) => new ConfigurationBuilder()
        .AddInMemoryCollection(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().AsEnumerable())
        .Build();

    public static OptionsFactory<RealtimeOptions> CreateFactory(IConfiguration configuration) =>
        new([new RealtimeOptionsReader(configuration)], [], [new RealtimeOptionsRules()]);

    public static EnvironmentRegistry CreateRegistry(IConfiguration configuration) =>
        new(CreateFactory(configuration), configuration, NullLogger<EnvironmentRegistry>.Instance);

    public static EnvironmentRegistry CreateRegistry(string json) => CreateRegistry(Configure(json));

    public static string CreateToken(
        DateTimeOffset now,
        string environment = "shop",
        object? userId = null,
        string secret = Secret,
        TimeSpan? lifetime = null,
        string algorithm = SecurityAlgorithms.HmacSha256,
        Dictionary<string, object>? claims = null)
    {
        claims = new(claims ?? []) { ["envId"] = environment, ["userId"] = userId ?? "u1", ["key"] = "k" };
        if (lifetime is { } length)
        {
            claims["exp"] = (now + length).ToUnixTimeSeconds();
        }

        var bytes = Encoding.UTF8.GetBytes(secret);
        Array.Resize(ref bytes, Math.Max(bytes.Length, 64));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(bytes), algorithm),
        });
    }
}
