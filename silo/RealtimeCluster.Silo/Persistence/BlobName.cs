using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>Gives every state a legal blob name of its own, readable where it can be.</summary>
internal static class BlobName
{
    private const int MaxSegmentLength = 200;
    private const int HashedPrefixLength = 100;

    /// <summary>The blob of one state.</summary>
    /// <param name="serviceId">The service the grain belongs to.</param>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grainId">The grain.</param>
    public static string Create(string serviceId, string stateName, GrainId grainId) => string.Join(
        '/',
        Escape(Encoding.UTF8.GetBytes(serviceId)),
        Escape(Encoding.UTF8.GetBytes(stateName)),
        Escape(grainId.Type.AsSpan()),
        Escape(grainId.Key.AsSpan()));

    // The tilde is the one mark that URLs leave alone and that a dot's or a slash's special meanings do not reach.
    // "~" alone is the empty text, "~2f" a byte, "~~" the hash of a text too long: no two texts share a name.
    private static string Escape(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return "~";
        }

        var escaped = new StringBuilder(text.Length);
        foreach (var value in text)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_')
            {
                escaped.Append((char)value);
            }
            else
            {
                escaped.Append('~').Append(Convert.ToHexStringLower([value]));
            }
        }

        return escaped.Length <= MaxSegmentLength
            ? escaped.ToString()
            : $"{escaped.ToString(0, HashedPrefixLength)}~~{Convert.ToHexStringLower(SHA256.HashData(text))}";
    }
}
