using Microsoft.Extensions.Configuration;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Reads <c>Realtime:ServerTokens</c>: each is the token as a text, or a section that says what it is good for.</summary>
internal static class ServerTokensReader
{
    /// <summary>Reads all, noting every fault with its path; tokens are never named.</summary>
    public static void Read(IConfigurationSection section, IList<ServerTokenOptions> tokens, IList<string> faults)
    {
        foreach (var item in section.GetChildren())
        {
            tokens.Add(item.Value is { } text || !item.GetChildren().Any()
                ? new ServerTokenOptions { Token = item.Value ?? string.Empty }
                : ReadSection(item, faults));
        }
    }

    private static ServerTokenOptions ReadSection(IConfigurationSection section, IList<string> faults)
    {
        var token = new ServerTokenOptions
        {
            Name = section[nameof(ServerTokenOptions.Name)],
            Token = section[nameof(ServerTokenOptions.Token)] ?? string.Empty,
        };
        foreach (var environment in section.GetSection(nameof(token.Environments)).GetChildren())
        {
            token.Environments.Add(environment.Value ?? string.Empty);
        }

        foreach (var item in section.GetSection(nameof(token.Verbs)).GetChildren())
        {
            if (item.Value is { Length: > 0 } text && char.IsLetter(text[0]) && Enum.TryParse<ServerVerb>(text, ignoreCase: true, out var verb))
            {
                token.Verbs.Add(verb);
            }
            else
            {
                faults.Add($"{item.Path} '{item.Value}' is none of {string.Join(", ", Enum.GetNames<ServerVerb>())}.");
            }
        }

        // A list that was written as a text limits nothing, and that is not what was meant.
        foreach (var name in new[] { nameof(token.Environments), nameof(token.Verbs) })
        {
            if (!string.IsNullOrEmpty(section[name]))
            {
                faults.Add($"{section.Path}:{name} is not a list.");
            }
        }

        return token;
    }
}
