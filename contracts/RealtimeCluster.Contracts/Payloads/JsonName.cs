using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace RealtimeCluster.Contracts.Payloads;

/// <summary>Compares the texts of JSON with names, whatever those texts hold.</summary>
/// <remarks>
/// A client may escape any character of a name, and may escape half a surrogate pair, which is valid JSON (RFC 8259, section 8.2).
/// <see cref="Utf8JsonReader.ValueTextEquals(ReadOnlySpan{byte})"/> throws for the latter, so it is not for what clients send.
/// </remarks>
public static class JsonName
{
    private const int UnicodeEscapeLength = 6;

    /// <summary>Whether the property name or string a reader stands at means a name.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="ascii">The name, of letters, digits and signs that JSON need not escape.</param>
    public static bool Means(this in Utf8JsonReader reader, ReadOnlySpan<byte> ascii)
    {
        if (reader.HasValueSequence)
        {
            return Means(reader.ValueSequence.ToArray(), ascii);
        }

        return reader.ValueIsEscaped ? Means(reader.ValueSpan, ascii) : reader.ValueSpan.SequenceEqual(ascii);
    }

    /// <summary>Whether a raw JSON string, given without quotes, means a name.</summary>
    /// <param name="raw">The string.</param>
    /// <param name="ascii">The name, of letters, digits and signs that JSON need not escape.</param>
    public static bool Means(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> ascii)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw.SequenceEqual(ascii);
        }

        foreach (var expected in ascii)
        {
            if (raw.IsEmpty)
            {
                return false;
            }

            var (actual, length) = raw[0] == '\\' ? Unescape(raw) : (raw[0], 1);
            if (actual != expected)
            {
                return false;
            }

            raw = raw[length..];
        }

        return raw.IsEmpty;
    }

    // The other escapes stand for characters that are in no name.
    private static (int Character, int Length) Unescape(ReadOnlySpan<byte> raw) =>
        raw.Length >= UnicodeEscapeLength && raw[1] == 'u' && int.TryParse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (code, UnicodeEscapeLength)
            : (-1, Math.Min(2, raw.Length));
}
