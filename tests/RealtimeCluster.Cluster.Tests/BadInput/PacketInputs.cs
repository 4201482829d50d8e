using System.Net.WebSockets;
using System.Text;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>Packets of Engine.IO and Socket.IO, and frames around them, that are wrong in the packet or in the frame.</summary>
internal static class PacketInputs
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int LongHeader = 14;

    // No name of a channel here is long, so that few mutations name a channel of their own.
    private static readonly byte[][] Packets = [.. new[]
    {
        "40{\"envId\":\"fuzz\"}", "40", "40{\"envId\":\"fuzz\",\"session\":\"a.b.c\",\"apiKey\":\"k\"}", "40{\"envId\":\"fuzz\",\"pid\":\"p\",\"offset\":\"1-a\"}", "40{\"envId\":[\"fuzz\"]}",
        "40{\"accessToken\":\"none\"}", "40/admin,{\"envId\":\"fuzz\"}", "41", "41/x,", "44{\"message\":\"x\"}", "420[\"join\",{\"channel\":\"c\"}]", "421[\"join\",{\"channel\":\"d\",\"rewind\":5}]",
        "422[\"join\",{\"channel\":\"c\",\"data\":{\"a\":[1,2,{\"b\":null}]}}]", "423[\"leave\",{\"channel\":\"c\"}]", "424[\"update\",{\"data\":{\"a\":1}}]", "42[\"update\",{\"channel\":\"c\",\"data\":null}]",
        "425[\"message\",{\"channel\":\"c\",\"eventName\":\"e\",\"message\":{\"x\":1}}]", "426[\"message\",{\"channel\":\"c\",\"eventName\":\"e\",\"message\":1,\"messageId\":\"m\",\"echo\":true}]",
        "427[\"message\",{\"eventName\":\"channel:join\",\"message\":\"\\u00e9\\ud83d\\ude00\"}]", "428[\"get_members\",{\"envId\":\"fuzz\",\"channel\":\"c\"}]", "42[\"chat message\",\"hi\"]",
        "429[\"send_message\",{\"envId\":\"fuzz\",\"channelName\":\"c\",\"eventName\":\"e\",\"message\":1}]", "42/nsp,7[\"join\",{\"channel\":\"c\"}]", "42[\"connect\"]", "430[1]", "43999[]",
        "451-[\"update\",{\"data\":{\"_placeholder\":true,\"num\":0}}]", "452-3[\"message\",{\"channel\":\"c\",\"eventName\":\"e\",\"message\":[{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]}]",
        "450-[\"message\",{\"channel\":\"c\",\"eventName\":\"e\",\"message\":1}]", "4511-[\"e\"]", "461-0[{\"_placeholder\":true,\"num\":0}]", "bAQIDBA==", "b", "0{\"sid\":\"x\"}", "1", "2", "2probe",
        "3", "3probe", "5", "6", "4", "42[[[[[[[[[[[[[[]]]]]]]]]]]]]]", "42[\"message\",{\"channel\":\"c\",\"eventName\":\"e\",\"message\":1.7976931348623157e308}]",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A packet, without a frame.</summary>
    public static byte[] Packet(Random random) => Mutation.Of(random, Packets[random.Next(Packets.Length)]);

    /// <summary>A wrong packet in a right frame.</summary>
    public static FuzzInput Framed(long number)
    {
        var random = Make(number);
        var isBinary = random.Next(8) == 0;
        return new(number, Frame(isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, isBinary ? Noise(random) : Packet(random)), IsLast: false);
    }

    /// <summary>A wrong frame, or fragments and control frames that are right or nearly so.</summary>
    public static FuzzInput Frames(long number)
    {
        var random = Make(number);
        var packet = Packet(random);
        switch (random.Next(12))
        {
            case 0:
                return new(number, Mutation.Of(random, Frame(WebSocketMessageType.Text, packet)), IsLast: true);
            case 1:
                return new(number, Raw((byte)random.Next(256), (byte)random.Next(256), packet), IsLast: true);
            case 2:
                // Says that far more comes than does.
                return new(number, [Final | 1, Masked | 127, .. BitConverter.GetBytes(random.NextInt64()), 0, 0, 0, 0, .. packet], IsLast: true);
            case 3:
                // Without a mask, which clients must not.
                return new(number, [Final | 1, (byte)Math.Min(packet.Length, 125), .. packet.AsSpan(0, Math.Min(packet.Length, 125))], IsLast: true);
            case < 6:
                // A control frame: close with any code, ping, pong, or one of a kind that is reserved.
                return new(number, Raw((byte)(Final | random.Next(8, 16)), null, Noise(random)), IsLast: false);
            case < 9:
                var middle = random.Next(packet.Length + 1);
                return new(number, [.. Raw(1, null, packet.AsSpan(0, middle)), .. Raw((byte)(Final | 9), null, []), .. Raw(Final, null, packet.AsSpan(middle))], IsLast: false);
            case 9:
                // A continuation of nothing, or a fragment that is never finished.
                return new(number, Raw((byte)random.Next(3), null, packet), IsLast: false);
            case 10:
                return new(number, Raw((byte)(Final | (random.Next(8) << 4) | random.Next(1, 3)), null, packet), IsLast: false);
            default:
                return new(number, Frame(random.Next(2) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text, packet), IsLast: false);
        }
    }

    /// <summary>A right frame.</summary>
    public static byte[] Frame(WebSocketMessageType type, ReadOnlySpan<byte> payload) => Raw((byte)(Final | (type == WebSocketMessageType.Text ? 1 : 2)), null, payload);

    /// <summary>A ping that says how far a server has read.</summary>
    public static byte[] Ping(ushort index) => Raw(Final | 9, null, [(byte)'f', (byte)'z', (byte)(index >> 8), (byte)index]);

    // A mask of zeros leaves the payload as it is.
    private static byte[] Raw(byte first, byte? second, ReadOnlySpan<byte> payload)
    {
        var frame = new List<byte>(payload.Length + LongHeader) { first };
        if (payload.Length < 126)
        {
            frame.Add(second ?? (byte)(Masked | payload.Length));
        }
        else
        {
            frame.AddRange([second ?? Masked | 126, (byte)(payload.Length >> 8), (byte)payload.Length]);
        }

        frame.AddRange([0, 0, 0, 0]);
        frame.AddRange(payload);
        return [.. frame];
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(126)];
        random.NextBytes(noise);
        return noise;
    }

    private static Random Make(long number) => new((int)number);
}
