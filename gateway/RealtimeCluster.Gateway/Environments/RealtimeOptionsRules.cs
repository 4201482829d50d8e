using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>The rules <see cref="RealtimeOptions"/> must keep; every broken one is named with its path, keys and tokens never are.</summary>
internal sealed class RealtimeOptionsRules : IValidateOptions<RealtimeOptions>
{
    private const int MaxDurationSeconds = 86_400;
    private const int MaxEnvironmentIdLength = 256;

    public ValidateOptionsResult Validate(string? name, RealtimeOptions options)
    {
        var faults = new List<string>(options.Faults);
        CheckAddresses($"{RealtimeOptions.SectionName}:{nameof(options.TrustedProxies)}", options.TrustedProxies, faults);
        CheckTokens($"{RealtimeOptions.SectionName}:{nameof(options.ServerTokens)}", options.ServerTokens, faults);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, environment) in options.Environments)
        {
            var path = $"{RealtimeOptions.SectionName}:{nameof(options.Environments)}:{id}";
            if (string.IsNullOrWhiteSpace(id) || id.Length > MaxEnvironmentIdLength)
            {
                faults.Add($"{path} is not an environment id: it needs 1 to {MaxEnvironmentIdLength} characters.");
            }

            CheckKeys($"{path}:{nameof(environment.ApiKeys)}", environment.ApiKeys, owners, faults);
            CheckLimits($"{path}:{nameof(environment.RateLimits)}", environment.RateLimits, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckTokens(string path, IList<ServerTokenOptions> tokens, List<string> faults)
    {
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < tokens.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(tokens[index].Token))
            {
                faults.Add($"{path}:{index} has no token.");
            }
            else if (!owners.TryAdd(tokens[index].Token, index))
            {
                // With one limit or the other? The stricter entry must not be void.
                faults.Add($"{path}:{index} has the same token as {path}:{owners[tokens[index].Token]}.");
            }

            if (tokens[index].Environments.Any(string.IsNullOrWhiteSpace))
            {
                faults.Add($"{path}:{index}:{nameof(ServerTokenOptions.Environments)} names an empty environment.");
            }

            if (tokens[index].Verbs.Contains(ServerVerb.Administer) && tokens[index].Environments.Count > 0)
            {
                faults.Add($"{path}:{index} may {nameof(ServerVerb.Administer)}, which is for the whole cluster, and yet names environments.");
            }
        }
    }

    private static void CheckKeys(string path, IList<ApiKeyOptions> keys, Dictionary<string, string> owners, List<string> faults)
    {
        for (var index = 0; index < keys.Count; index++)
        {
            var key = keys[index];
            var here = $"{path}:{index}";
            if (string.IsNullOrWhiteSpace(key.Key))
            {
                faults.Add($"{here}:{nameof(key.Key)} is missing.");
            }
            else if (!owners.TryAdd(key.Key, here))
            {
                // The key alone can say which environment a request means, so no two environments share one.
                faults.Add($"{here}:{nameof(key.Key)} is the same as {owners[key.Key]}:{nameof(key.Key)}.");
            }

            CheckAddresses($"{here}:{nameof(key.AuthorizedIPs)}", key.AuthorizedIPs, faults);
            for (var domain = 0; domain < key.AuthorizedDomains.Count; domain++)
            {
                var text = key.AuthorizedDomains[domain];
                if (text.Length > 0 && !OriginRule.TryParse(text, out _))
                {
                    faults.Add($"{here}:{nameof(key.AuthorizedDomains)}:{domain} '{text}' is not an origin or a *.domain.");
                }
            }
        }
    }

    private static void CheckLimits(string path, IList<RateLimitOptions> limits, List<string> faults)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < limits.Count; index++)
        {
            var limit = limits[index];
            var here = $"{path}:{index}";
            if (string.IsNullOrWhiteSpace(limit.Id))
            {
                faults.Add($"{here}:{nameof(limit.Id)} is missing.");
            }
            else if (!ids.Add(limit.Id))
            {
                faults.Add($"{here}:{nameof(limit.Id)} '{limit.Id}' is there twice.");
            }

            if (limit.Rate < 1)
            {
                faults.Add($"{here}:{nameof(limit.Rate)} must be at least 1.");
            }

            if (limit.DurationSeconds is < 1 or > MaxDurationSeconds)
            {
                faults.Add($"{here}:{nameof(limit.DurationSeconds)} must be between 1 and {MaxDurationSeconds}.");
            }
        }
    }

    private static void CheckAddresses(string path, IList<string> addresses, List<string> faults)
    {
        for (var index = 0; index < addresses.Count; index++)
        {
            if (addresses[index].Length > 0 && !AddressRange.TryParse(addresses[index], out _))
            {
                faults.Add($"{path}:{index} '{addresses[index]}' is not an address or CIDR.");
            }
        }
    }
}
