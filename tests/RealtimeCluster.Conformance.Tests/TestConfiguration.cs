namespace RealtimeCluster.Conformance.Tests;

/// <summary>The configuration file of a server under test: environments of every kind.</summary>
public sealed class TestConfiguration
{
    /// <summary>The secret sessions are signed with.</summary>
    public const string SessionSecret = "conformance-session-secret-0123456789";

    /// <summary>The token of servers.</summary>
    public const string ServerToken = "conformance-server-token";

    private const string Text = $$$"""
        {
          "Realtime": {
            "OpenEnvironments": true,
            "Recovery": { "Enabled": RECOVERY, "PresenceGrace": "00:00:00" },
            "ServerTokens": ["{{{ServerToken}}}"],
            "SessionSecret": "{{{SessionSecret}}}",
            "Environments": {
              "suspended": { "Suspended": true, "ApiKeyRequired": false, "SessionRequired": false },
              "disabled": { "Enabled": false, "ApiKeyRequired": false, "SessionRequired": false },
              "keyed": {
                "SessionRequired": false,
                "ApiKeys": [
                  { "Key": "good-key" },
                  { "Key": "no-realtime-key", "AllowRealtime": false },
                  { "Key": "old-key", "ExpiryDate": "2020-01-01T00:00:00Z" },
                  { "Key": "origin-key", "AuthorizedDomains": ["https://app.example.com", "*.wild.example.com"] },
                  { "Key": "local-key", "AuthorizedIPs": ["127.0.0.0/8", "::1"] },
                  { "Key": "far-key", "AuthorizedIPs": ["203.0.113.0/24"] }
                ]
              },
              "signed": { "ApiKeyRequired": false },
              "limited": {
                "ApiKeyRequired": false,
                "SessionRequired": false,
                "RateLimits": [{ "Id": "few", "Rate": 5, "DurationSeconds": 60, "ErrorMessage": "Too fast." }]
              }
            }
          }
        }
        """;

    /// <summary>Writes the file.</summary>
    /// <param name="hasRecovery">Whether connections can be resumed; without, the wire is exactly that of the engine.</param>
    public TestConfiguration(bool hasRecovery) =>
        File.WriteAllText(Path, Text.Replace("RECOVERY", hasRecovery ? "true" : "false", StringComparison.Ordinal));

    /// <summary>Where it lies.</summary>
    public string Path { get; } = System.IO.Path.GetTempFileName();

    /// <summary>Removes the file.</summary>
    public void Delete() => File.Delete(Path);
}
