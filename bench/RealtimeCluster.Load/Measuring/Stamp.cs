using System.Globalization;

namespace RealtimeCluster.Load.Measuring;

/// <summary>What every published body starts with: when it was sent and its place among those of its channel.</summary>
/// <remarks>Found anywhere in a message, so that no protocol's envelope need be parsed. ASCII that no JSON writer escapes.</remarks>
/// <param name="SentAt">A timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Sequence">1 for the first message of a channel.</param>
internal readonly record struct Stamp(long SentAt, uint Sequence)
{
    public const int Bytes = 2 + 16 + 8;

    private static ReadOnlySpan<byte> Mark => "~@"u8;

    public void Write(Span<byte> destination)
    {
        Mark.CopyTo(destination);
        SentAt.TryFormat(destination.Slice(2, 16), out _, "x16", CultureInfo.InvariantCulture);
        Sequence.TryFormat(destination.Slice(18, 8), out _, "x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Finds the first stamp.</summary>
    /// <param name="message">Where to look.</param>
    /// <param name="stamp">The stamp.</param>
    /// <param name="consumed">The bytes up to the stamp's end.</param>
    public static bool TryFind(ReadOnlySpan<byte> message, out Stamp stamp, out int consumed)
    {
        stamp = default;
        consumed = 0;
        if (message.Length < Bytes)
        {
            return false;
        }

        var start = message.IndexOf(Mark);
        if (start < 0 || message.Length - start < Bytes)
        {
            return false;
        }

        if (!TryReadHex(message.Slice(start + 2, 16), out var sentAt) || !TryReadHex(message.Slice(start + 18, 8), out var sequence))
        {
            return false;
        }

        stamp = new Stamp((long)sentAt, (uint)sequence);
        consumed = start + Bytes;
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            var nibble = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                _ => -1,
            };
            if (nibble < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)nibble;
        }

        return true;
    }
}
