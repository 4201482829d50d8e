using System.Globalization;
using System.Text;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Rules;

/// <summary>Reads the channel a client names: text, or a number or boolean that stands for its text.</summary>
internal static class ChannelToken
{
    /// <summary>Reads a channel.</summary>
    /// <param name="token">The JSON token; empty when absent.</param>
    /// <param name="canonicalName">The channel's canonical name.</param>
    /// <returns><see langword="false"/> when the token names no channel: absent, null, an object or an array.</returns>
    public static bool TryRead(ReadOnlySpan<byte> token, out string canonicalName)
    {
        canonicalName = string.Empty;
        if (token.IsEmpty)
        {
            return false;
        }

        switch (token[0])
        {
            case (byte)'"':
                canonicalName = ChannelName.FromJsonString(token[1..^1]);
                return true;
            case (byte)'t':
                canonicalName = "true";
                return true;
            case (byte)'f':
                canonicalName = "false";
                return true;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                canonicalName = FormatNumber(double.Parse(Encoding.ASCII.GetString(token), NumberStyles.Float, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    // ECMAScript Number::toString: shortest digits, an exponent only from 1e21 up and below 1e-6.
    private static string FormatNumber(double number)
    {
        if (double.IsInfinity(number))
        {
            return number > 0 ? "Infinity" : "-Infinity";
        }

        if (number == 0)
        {
            return "0";
        }

        var (digits, point) = Decompose(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));
        string text;
        if (point is > 0 and <= 21)
        {
            text = digits.Length <= point
                ? digits.PadRight(point, '0')
                : string.Concat(digits.AsSpan(0, point), ".", digits.AsSpan(point));
        }
        else if (point is > -6 and <= 0)
        {
            text = string.Concat("0.", new string('0', -point), digits);
        }
        else
        {
            var mantissa = digits.Length == 1 ? digits : string.Concat(digits.AsSpan(0, 1), ".", digits.AsSpan(1));
            text = string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(point < 1 ? "-" : "+")}{Math.Abs(point - 1)}");
        }

        return number < 0 ? "-" + text : text;
    }

    /// <summary>The significant digits of a number, and where the decimal point stands in them.</summary>
    private static (string Digits, int Point) Decompose(string roundTrip)
    {
        var parts = roundTrip.Split('E');
        var mantissa = parts[0].Split('.');
        var digits = string.Concat(mantissa);
        var point = mantissa[0].Length;
        var significant = digits.TrimStart('0');
        point -= digits.Length - significant.Length;
        if (parts.Length == 2)
        {
            point += int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        return (significant.TrimEnd('0'), point);
    }
}
