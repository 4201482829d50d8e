using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>An API key that a client showed: none (the default value), or the digest under which the registry finds it.</summary>
internal readonly record struct PresentedKey
{
    private PresentedKey(string digest) => Digest = digest;

    /// <summary>
    /// The SHA-256 of the key, null if none was shown. Looking keys up by digest keeps them out of memory dumps of connections,
    /// and the time of a look-up tells nothing of a key.
    /// </summary>
    public string? Digest { get; }

    /// <summary>Takes a key as shown; blank is none.</summary>
    public static PresentedKey From(string? key) => string.IsNullOrWhiteSpace(key) ? default : new PresentedKey(DigestOf(key));

    /// <summary>The digest of a key.</summary>
    public static string DigestOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
