using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What a client shows to get its connection back: the connection's id and a secret of 144 bits.</summary>
internal static class PrivateId
{
    private const int SecretBytes = 18;
    private const int MaxLength = 128;

    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).Replace('+', '-').Replace('/', '_');

    /// <summary>The id as raw JSON.</summary>
    public static byte[] ToJson(string connectionId, string secret) => Encoding.ASCII.GetBytes($"\"{connectionId}.{secret}\"");

    public static bool TryRead(string? text, out string connectionId, out string secret)
    {
        (connectionId, secret) = (string.Empty, string.Empty);
        if (text is null || text.Length > MaxLength || text.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
        {
            return false;
        }

        (connectionId, secret) = (text[..dot], text[(dot + 1)..]);
        return true;
    }
}
