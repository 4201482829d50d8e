using System.Globalization;

namespace RealtimeCluster.Gateway.SocketIO;

/// <summary>Compares raw JSON strings with plain ones, since a client may escape any character of a name.</summary>
internal static class JsonText
{
    /// <summary>Whether a raw JSON string, given without quotes, means the plain ASCII text.</summary>
    public static bool Equals(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> ascii)
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

    /// <summary>The character an escape stands for, if it could be part of a name this class is asked about.</summary>
    private static (int Character, int Length) Unescape(ReadOnlySpan<byte> raw)
    {
        if (raw.Length >= 6 && raw[1] == 'u' && int.TryParse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return (code, 6);
        }

        // The other escapes stand for characters that are in no such name.
        return (-1, Math.Min(2, raw.Length));
    }
}
