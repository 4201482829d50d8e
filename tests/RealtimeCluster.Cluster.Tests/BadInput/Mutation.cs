namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>Makes bytes wrong in ways that matter: flipped, cut, doubled, stuffed, out of range.</summary>
internal static class Mutation
{
    private const int MaxBytes = 60_000;

    private static readonly byte[][] Stuff =
    [
        "["u8.ToArray(), "{"u8.ToArray(), "\""u8.ToArray(), ","u8.ToArray(), "-"u8.ToArray(), "/"u8.ToArray(), "\0"u8.ToArray(), "\\u0000"u8.ToArray(), "\\ud800"u8.ToArray(),
        "null"u8.ToArray(), "1e999"u8.ToArray(), "-0"u8.ToArray(), "99999999999999999999"u8.ToArray(), "2147483648"u8.ToArray(), "{\"_placeholder\":true,\"num\":0}"u8.ToArray(),
        "{\"_placeholder\":true,\"num\":-1}"u8.ToArray(), "{\"_placeholder\":true,\"num\":1e9}"u8.ToArray(), "\"__proto__\":{}"u8.ToArray(), "\x1e"u8.ToArray(), "%00"u8.ToArray(),
        "%"u8.ToArray(), "%2f..%2f"u8.ToArray(), "&sid="u8.ToArray(), " "u8.ToArray(), "\t"u8.ToArray(), [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf],
    ];

    /// <summary>Changes some of it; one in five stays valid.</summary>
    /// <param name="random">What decides.</param>
    /// <param name="valid">What it begins with, which stays as it is.</param>
    public static byte[] Of(Random random, ReadOnlySpan<byte> valid)
    {
        List<byte> bytes = [.. valid];
        for (var left = random.Next(5); left > 0; left--)
        {
            Change(random, bytes);
        }

        return bytes.Count > MaxBytes ? [.. bytes[..MaxBytes]] : [.. bytes];
    }

    private static void Change(Random random, List<byte> bytes)
    {
        var place = random.Next(bytes.Count + 1);
        var count = Math.Min(random.Next(1, 9), bytes.Count - place);
        switch (random.Next(40))
        {
            case < 8 when place < bytes.Count:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case < 16:
                bytes.InsertRange(place, Stuff[random.Next(Stuff.Length)]);
                break;
            case < 22 when count > 0:
                bytes.RemoveRange(place, count);
                break;
            case < 26:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case < 30 when count > 0:
                bytes.InsertRange(place, bytes.GetRange(place, count));
                break;
            case < 34 when place < bytes.Count:
                bytes[place] = (byte)random.Next(256);
                break;
            case 34:
                bytes.InsertRange(place, bytes.ToArray());
                break;
            case 35:
                bytes.InsertRange(place, Enumerable.Repeat("[{9 \""u8[random.Next(5)], random.Next(3_000)));
                break;
            default:
                bytes.InsertRange(place, Stuff[random.Next(Stuff.Length)]);
                break;
        }
    }
}
