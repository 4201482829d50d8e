using System.Globalization;

namespace RealtimeCluster.Gateway.Rules;

/// <summary>Whether JavaScript would take a JSON value as true, which is how clients' flags were always judged.</summary>
public static class JsTruth
{
    /// <summary>Judges one JSON token (for an object or array its first byte is enough). Nothing at all is false.</summary>
    /// <param name="jsonToken">The token, UTF-8.</param>
    public static bool IsTruthy(ReadOnlySpan<byte> jsonToken)
    {
        var token = jsonToken.Trim(" \t\r\n"u8);
        if (token.IsEmpty)
        {
            return false;
        }

        return token[0] switch
        {
            (byte)'n' or (byte)'f' => false,
            (byte)'"' => token.Length > 2,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => !IsZero(token),
            _ => true,
        };
    }

    // Zero is what has no digit but 0 before the exponent, or what is too small for a double, such as 1e-400.
    private static bool IsZero(ReadOnlySpan<byte> number)
    {
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponent < 0 ? number : number[..exponent];
        if (mantissa.IndexOfAnyInRange((byte)'1', (byte)'9') < 0)
        {
            return true;
        }

        return exponent >= 0 && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == 0;
    }
}
