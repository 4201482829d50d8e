using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.Contracts.Revocations;

/// <summary>What stands for a credential wherever it is compared, stored or sent: half of its SHA-256, from which nobody gets it back.</summary>
/// <param name="High">Its first eight bytes.</param>
/// <param name="Low">The eight after them.</param>
[GenerateSerializer, Immutable, Alias("realtime.credential-digest")]
public readonly record struct CredentialDigest([property: Id(0)] ulong High, [property: Id(1)] ulong Low)
{
    /// <summary>The digest of a credential.</summary>
    /// <param name="credential">The credential as clients show it.</param>
    public static CredentialDigest Of(string credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(credential), hash);
        return new CredentialDigest(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[sizeof(ulong)..]));
    }
}
