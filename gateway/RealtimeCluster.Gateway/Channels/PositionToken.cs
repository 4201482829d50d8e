using System.Text;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>
/// The form of a client's positions in the string it keeps: for each log five characters that name it, four that name its epoch,
/// and seven that give the offset, most significant first.
/// </summary>
/// <remarks>
/// socket.io-client keeps the last argument of the last event it received, if that is a string, and shows it when it connects
/// again (Socket.IO protocol 5, connection state recovery). One string must say it all, so every event carries the positions of
/// all logs its receiver has had events of. Names are hashes of 30 bits: two logs of one connection that share one make it
/// unresumable, nothing worse.
/// </remarks>
internal static class PositionToken
{
    public const int NameLength = 5;
    public const int SlotLength = NameLength + EpochLength + OffsetLength;

    private const int EpochLength = ClientPosition.TagBits / DigitBits;
    private const int OffsetLength = 7;
    private const int DigitBits = 6;

    private static ReadOnlySpan<byte> Alphabet => "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>The name of a log.</summary>
    /// <param name="key">The log.</param>
    public static byte[] Name(ChannelKey key)
    {
        // FNV-1a, 64 bits: the same in every process.
        var hash = 14695981039346656037ul;
        foreach (var unit in key.ToGrainKey())
        {
            hash = (hash ^ unit) * 1099511628211ul;
        }

        hash = (hash ^ (byte)key.Kind) * 1099511628211ul;
        var name = new byte[NameLength];
        WriteDigits(name, (long)(hash ^ (hash >> 32)));
        return name;
    }

    /// <summary>Writes a slot.</summary>
    /// <param name="destination">At least <see cref="SlotLength"/> bytes.</param>
    /// <param name="name">The log's name.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="offset">The offset.</param>
    public static void WriteSlot(Span<byte> destination, ReadOnlySpan<byte> name, long epoch, long offset)
    {
        name.CopyTo(destination);
        WriteDigits(destination.Slice(NameLength, EpochLength), ClientPosition.TagOf(epoch));
        WriteDigits(destination.Slice(NameLength + EpochLength, OffsetLength), offset);
    }

    /// <summary>Reads what a client shows.</summary>
    /// <param name="token">Any text.</param>
    /// <param name="positions">The position in each log, by its name.</param>
    /// <returns>False when no server of ours wrote it.</returns>
    public static bool TryRead(string token, out Dictionary<string, ClientPosition> positions)
    {
        positions = new Dictionary<string, ClientPosition>(StringComparer.Ordinal);
        if (token.Length % SlotLength != 0 || token.Length > SlotLength * PositionSet.MaxLogCount)
        {
            return false;
        }

        for (var start = 0; start < token.Length; start += SlotLength)
        {
            var slot = token.AsSpan(start, SlotLength);
            if (!TryReadDigits(slot.Slice(NameLength, EpochLength), out var tag)
                || !TryReadDigits(slot[(NameLength + EpochLength)..], out var offset)
                || !positions.TryAdd(slot[..NameLength].ToString(), new ClientPosition((int)tag, offset)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name as the text it has in a token.</summary>
    public static string ToText(ReadOnlySpan<byte> name) => Encoding.ASCII.GetString(name);

    private static void WriteDigits(Span<byte> destination, long value)
    {
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            destination[i] = Alphabet[(int)(value & 63)];
            value >>= DigitBits;
        }
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        foreach (var character in text)
        {
            var digit = character < 128 ? Alphabet.IndexOf((byte)character) : -1;
            if (digit < 0)
            {
                return false;
            }

            value = (value << DigitBits) | (uint)digit;
        }

        return true;
    }
}
