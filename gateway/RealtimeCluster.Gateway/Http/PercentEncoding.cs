using System.Buffers;
using System.Text;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Tells percent-encoded UTF-8 from what only looks like it.</summary>
internal static class PercentEncoding
{
    private const int MaxSequenceBytes = 4;

    /// <summary>Whether every percent sign begins an escape (RFC 3986, 2.1), and neighbouring escapes are UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('%') is >= 0 and var start)
        {
            text = text[start..];
            if (!TryReadCharacter(text, out var length))
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    // One character, which is one to four escapes.
    private static bool TryReadCharacter(ReadOnlySpan<char> text, out int length)
    {
        Span<byte> bytes = stackalloc byte[MaxSequenceBytes];
        var count = 0;
        for (length = 0; count < MaxSequenceBytes; length += 3)
        {
            if (text.Length < length + 3 || text[length] != '%' || Convert.FromHexString(text.Slice(length + 1, 2), bytes[count..], out _, out _) != OperationStatus.Done)
            {
                return false;
            }

            count++;
            if (Rune.DecodeFromUtf8(bytes[..count], out _, out _) == OperationStatus.Done)
            {
                length += 3;
                return true;
            }
        }

        return false;
    }
}
