using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>The secret that session tokens are signed with.</summary>
internal sealed class SessionSecret
{
    private const int HmacBlockBytes = 64;

    private readonly byte[] _bytes;

    public SessionSecret(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);

        // HMAC fills a short key with zeros up to its block. Done here, the signature stays the same, and the library, which
        // refuses keys under 32 bytes, accepts the short secrets that existing issuers use.
        Key = new SymmetricSecurityKey(_bytes.Length < HmacBlockBytes ? [.. _bytes, .. new byte[HmacBlockBytes - _bytes.Length]] : _bytes);
    }

    public SymmetricSecurityKey Key { get; }

    public bool IsSameAs(SessionSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);
}
