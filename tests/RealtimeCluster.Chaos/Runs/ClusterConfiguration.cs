using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeCluster.Chaos.CommandLine;
using RealtimeCluster.Chaos.Strangers;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>What the nodes of a run are told.</summary>
internal static class ClusterConfiguration
{
    // As an operator may set it for people it does not know: a hundred events a second from an address, with some seconds' worth at once.
    private const int StrangerEvents = 1000;
    private const int StrangerSeconds = 10;

    private static readonly JsonSerializerOptions Format = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>When a client is seen to leave that closed its transport.</summary>
    public static TimeSpan GoodbyeGrace { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Makes the configuration file.</summary>
    /// <param name="options">The run.</param>
    /// <param name="serverToken">The token of its servers, which opens the admin page too.</param>
    /// <param name="storage">The cluster's storage, if it has one.</param>
    public static string Make(ChaosOptions options, string serverToken, IPEndPoint? storage) => JsonSerializer.Serialize(
        new
        {
            Orleans = storage is null ? null : new { GrainStorage = new { realtime = new { ProviderType = "Redis", ConnectionString = storage.ToString() } } },
            Realtime = new
            {
                OpenEnvironments = true,
                ServerTokens = new[] { serverToken },
                Environments = options.Strangers == 0 ? null : StrangersEnvironments(),

                // Of a storm every joiner wants all that the channel keeps, so that as much as can be is under way between the nodes.
                Limits = options.Strangers == 0 ? new { MaxRewindBytes = 100_000_000 } : null,
                Recovery = new { Enabled = true, Window = options.Window.ToString("c"), PresenceGrace = options.PresenceGrace.ToString("c"), GoodbyeGrace = GoodbyeGrace.ToString("c") },
            },
            Gateway = new { EngineIO = new { DrainNotice = "00:00:01" } },
        },
        Format);

    private static Dictionary<string, object> StrangersEnvironments()
    {
        var limits = new[] { new { Id = "address", Rate = StrangerEvents, DurationSeconds = StrangerSeconds } };
        return new Dictionary<string, object>
        {
            [StrangerFrames.Environment] = new { ApiKeyRequired = false, SessionRequired = false, RateLimits = limits },
            [StrangerFrames.GuardedEnvironment] = new { SessionRequired = false, ApiKeys = new[] { new { Key = $"{Guid.NewGuid():N}" } }, RateLimits = limits },
        };
    }
}
