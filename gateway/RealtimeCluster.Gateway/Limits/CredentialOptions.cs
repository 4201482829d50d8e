using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>How many wrong credentials are listened to: API keys and server tokens, at every door of a gateway together.</summary>
public sealed class CredentialOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Realtime:Credentials";

    /// <summary>
    /// Most wrong credentials from one address (of IPv6 the first 64 bits) in a window. Default 100. From then on whatever credential is
    /// shown from there is refused without a look at it, except one that was right from there lately; after ten times as many that one too.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxFailuresPerAddress { get; set; } = 100;

    /// <summary>Most wrong credentials from one network (24 bits of IPv4, 48 of IPv6) in a window. Default 1000. Then as for an address.</summary>
    [Range(1, 10_000_000)]
    public int MaxFailuresPerNetwork { get; set; } = 1_000;

    /// <summary>The length of a window. Default 1 minute: at most so long a client with the right credential is refused because of others behind its address.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="CredentialOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class CredentialOptionsValidator : IValidateOptions<CredentialOptions>;
