using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// Reads section <c>Realtime</c>. The framework's binder gives up at the first value of a wrong type; this one notes every such
/// value with its path, so that an operator sees all faults at once.
/// </summary>
internal sealed class RealtimeOptionsReader(IConfiguration configuration) : IConfigureOptions<RealtimeOptions>
{
    public void Configure(RealtimeOptions options)
    {
        var section = configuration.GetSection(RealtimeOptions.SectionName);
        var faults = options.Faults;
        _ = GetItems(section.GetSection(nameof(options.ServerTokens)), faults);
        ServerTokensReader.Read(section.GetSection(nameof(options.ServerTokens)), options.ServerTokens, faults);
        options.SessionSecret = section[nameof(options.SessionSecret)] ?? options.SessionSecret;
        options.OpenEnvironments = ReadSwitch(section, nameof(options.OpenEnvironments), options.OpenEnvironments, faults);
        options.ReportErrors = ReadSwitch(section, nameof(options.ReportErrors), options.ReportErrors, faults);
        options.ProtectEventNames = ReadSwitch(section, nameof(options.ProtectEventNames), options.ProtectEventNames, faults);
        options.RecoveryEnabled = ReadSwitch(section.GetSection("Recovery"), "Enabled", options.RecoveryEnabled, faults);
        AddTexts(section.GetSection(nameof(options.TrustedProxies)), options.TrustedProxies, faults);
        foreach (var environment in section.GetSection(nameof(options.Environments)).GetChildren())
        {
            options.Environments[environment.Key] = ReadEnvironment(environment, faults);
        }
    }

    private static EnvironmentOptions ReadEnvironment(IConfigurationSection section, IList<string> faults)
    {
        var environment = new EnvironmentOptions();

        // "shop": {} or null is an environment with all defaults; "shop": "x" is a mistake.
        if (!string.IsNullOrEmpty(section.Value))
        {
            faults.Add($"{section.Path} '{section.Value}' is not an environment's settings.");
            return environment;
        }

        environment.Enabled = ReadSwitch(section, nameof(environment.Enabled), environment.Enabled, faults);
        environment.Suspended = ReadSwitch(section, nameof(environment.Suspended), environment.Suspended, faults);
        environment.ApiKeyRequired = ReadSwitch(section, nameof(environment.ApiKeyRequired), environment.ApiKeyRequired, faults);
        environment.SessionRequired = ReadSwitch(section, nameof(environment.SessionRequired), environment.SessionRequired, faults);
        environment.SlowConsumers = ReadPolicy(section, nameof(environment.SlowConsumers), faults);
        environment.Recovery = section[nameof(environment.Recovery)] is null
            ? null
            : ReadSwitch(section, nameof(environment.Recovery), true, faults);
        foreach (var key in GetItems(section.GetSection(nameof(environment.ApiKeys)), faults))
        {
            environment.ApiKeys.Add(ReadApiKey(key, faults));
        }

        foreach (var limit in GetItems(section.GetSection(nameof(environment.RateLimits)), faults))
        {
            environment.RateLimits.Add(new RateLimitOptions
            {
                Id = limit[nameof(RateLimitOptions.Id)] ?? string.Empty,
                Rate = ReadCount(limit, nameof(RateLimitOptions.Rate), faults),
                DurationSeconds = ReadCount(limit, nameof(RateLimitOptions.DurationSeconds), faults),
                ErrorMessage = limit[nameof(RateLimitOptions.ErrorMessage)],
            });
        }

        return environment;
    }

    private static ApiKeyOptions ReadApiKey(IConfigurationSection section, IList<string> faults)
    {
        var key = new ApiKeyOptions { Key = section[nameof(ApiKeyOptions.Key)] ?? string.Empty };
        key.AllowRealtime = ReadSwitch(section, nameof(key.AllowRealtime), key.AllowRealtime, faults);
        AddTexts(section.GetSection(nameof(key.AuthorizedDomains)), key.AuthorizedDomains, faults);
        AddTexts(section.GetSection(nameof(key.AuthorizedIPs)), key.AuthorizedIPs, faults);
        if (section[nameof(key.ExpiryDate)] is { Length: > 0 } text)
        {
            const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var expiry))
            {
                key.ExpiryDate = expiry;
            }
            else
            {
                faults.Add($"{section.Path}:{nameof(key.ExpiryDate)} '{text}' is not a date and time.");
            }
        }

        return key;
    }

    private static IEnumerable<IConfigurationSection> GetItems(IConfigurationSection section, IList<string> faults)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            faults.Add($"{section.Path} is not a list.");
        }

        return section.GetChildren();
    }

    // Lists are not secrets' place to appear: only the path is named.
    private static void AddTexts(IConfigurationSection section, IList<string> texts, IList<string> faults)
    {
        foreach (var item in GetItems(section, faults))
        {
            if (string.IsNullOrWhiteSpace(item.Value))
            {
                faults.Add($"{item.Path} is not a text.");
            }

            // A place is kept for the bad one too, so that later faults name the right index.
            texts.Add(item.Value ?? string.Empty);
        }
    }

    private static bool ReadSwitch(IConfigurationSection section, string name, bool otherwise, IList<string> faults)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        faults.Add($"{section.Path}:{name} '{text}' is not true or false.");
        return otherwise;
    }

    private static SlowConsumerPolicy ReadPolicy(IConfigurationSection section, string name, IList<string> faults)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return default;
        }

        if (char.IsLetter(text[0]) && Enum.TryParse<SlowConsumerPolicy>(text, ignoreCase: true, out var policy))
        {
            return policy;
        }

        faults.Add($"{section.Path}:{name} '{text}' is none of {string.Join(", ", Enum.GetNames<SlowConsumerPolicy>())}.");
        return default;
    }

    private static int ReadCount(IConfigurationSection section, string name, IList<string> faults)
    {
        if (section[name] is { Length: > 0 } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            faults.Add($"{section.Path}:{name} '{text}' is not a whole number.");
            return 1;
        }

        return int.TryParse(section[name], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
