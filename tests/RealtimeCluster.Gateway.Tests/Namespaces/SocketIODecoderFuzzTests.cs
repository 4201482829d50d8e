using System.Text;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

public class SocketIODecoderFuzzTests
{
    private const int FramesPerSeed = 260_000;

    private static readonly string[] Seeds =
    [
        "0{\"token\":\"123\"}", "0/custom,{}", "1", "1/custom,", "2[\"message\",1,\"2\",{\"3\":[true]}]", "2/custom,12[\"a\"]",
        "3456[1,2]", "4{\"message\":\"x\"}", "452-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
        "51-/n,3[\"b\",{\"num\":0,\"_placeholder\":true}]", "61-9[{\"_placeholder\":true,\"num\":0}]", "2[\"\\u0063onnect\",1e9]",
    ];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "\\ud800", "-", "/", "0", "9", "99999999999999999999", "1e400", "null", "true",
            "_placeholder", "\"num\":", "connect", "\u001e", " ", "\0", "é", "[[[[[[[[", "]]]]]]]]",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TryRead_HostileFrames_OnlyEverAnswersYesOrNo(int seed)
    {
        var random = new Random(seed);
        var (accepted, refused) = (0, 0);

        for (var i = 0; i < FramesPerSeed; i++)
        {
            var frame = Mutate(random);
            if (SocketIODecoder.TryRead(frame, 10, 64, out var packet))
            {
                accepted++;
                Assert.InRange(packet.AttachmentCount, 0, 10);
                Assert.True(packet.Type is not (SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent) || packet.Elements.Length > 0);
            }
            else
            {
                refused++;
            }

            PollingBody.TryDecode(frame, out _);
        }

        Assert.True(accepted > FramesPerSeed / 100 && refused > FramesPerSeed / 100, $"{accepted} accepted, {refused} refused: the mutations have lost their bite.");
    }

    private static byte[] Mutate(Random random)
    {
        var frame = new List<byte>(Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
        for (var changes = random.Next(4); changes > 0 && frame.Count > 0; changes--)
        {
            var at = random.Next(frame.Count);
            switch (random.Next(5))
            {
                case 0:
                    frame[at] = (byte)random.Next(256);
                    break;
                case 1:
                    frame.RemoveRange(at, Math.Min(frame.Count - at, random.Next(1, 4)));
                    break;
                case 2:
                    frame.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 3:
                    frame.InsertRange(at, frame.GetRange(at, Math.Min(frame.Count - at, random.Next(1, 12))));
                    break;
                default:
                    frame.RemoveRange(at, frame.Count - at);
                    break;
            }
        }

        return [.. frame];
    }
}
