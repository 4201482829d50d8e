using System.Text.Json;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Compares raw JSON strings with plain ones, since a client may escape any character of a name.</summary>
internal static class JsonText
{
    private const int MaxEscapedLength = 6;

    /// <summary>Whether a raw JSON string, given without quotes, means the plain ASCII text.</summary>
    /// <param name="raw">The string; valid JSON.</param>
    /// <param name="ascii">The text, of characters that JSON need not escape.</param>
    public static bool Equals(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> ascii)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw.SequenceEqual(ascii);
        }

        // Half a surrogate pair may be escaped (RFC 8259, section 8.2). A reader throws at it, and no ASCII text has one.
        if (raw.Length > ascii.Length * MaxEscapedLength || raw.IndexOf("\\ud"u8) >= 0 || raw.IndexOf("\\uD"u8) >= 0)
        {
            return false;
        }

        Span<byte> quoted = stackalloc byte[raw.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        raw.CopyTo(quoted[1..]);
        var reader = new Utf8JsonReader(quoted);
        return reader.Read() && reader.ValueTextEquals(ascii);
    }
}
