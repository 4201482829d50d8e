using System.Net;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>An API key as compiled from the configuration: who may use it, from where and until when.</summary>
internal sealed class ApiKeyRule(ApiKeyOptions options)
{
    private readonly OriginRule[] _origins = [.. options.AuthorizedDomains.Select(static text => OriginRule.TryParse(text, out var rule) ? rule : throw new FormatException(text))];
    private readonly IPNetwork[] _addresses = [.. options.AuthorizedIPs.Select(static text => AddressRange.TryParse(text, out var range) ? range : throw new FormatException(text))];

    public string Digest { get; } = PresentedKey.DigestOf(options.Key);

    public bool AllowRealtime { get; } = options.AllowRealtime;

    public DateTimeOffset? ExpiresAt { get; } = options.ExpiryDate;

    public bool IsExpired(DateTimeOffset now) => now >= ExpiresAt;

    /// <summary>Checks origin and address, in this order.</summary>
    public Refusal? CheckPlace(string? origin, IPAddress? address)
    {
        if (_origins.Length > 0)
        {
            if (string.IsNullOrWhiteSpace(origin))
            {
                return Refusal.OriginMissing;
            }

            if (!OriginRule.AllowsAny(_origins, origin))
            {
                return Refusal.OriginUnauthorized;
            }
        }

        if (_addresses.Length == 0)
        {
            return null;
        }

        return address is null ? Refusal.AddressMissing
            : AddressRange.ContainsAny(_addresses, address) ? null
            : Refusal.AddressUnauthorized;
    }
}
