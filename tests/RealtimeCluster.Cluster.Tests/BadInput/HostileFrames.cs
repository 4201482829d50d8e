using System.Net.WebSockets;
using System.Text;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>Makes frames that are wrong in ways that matter: valid packets with parts replaced, cut, doubled or out of range.</summary>
/// <remarks>The same seed gives the same frames.</remarks>
internal sealed class HostileFrames(int seed)
{
    private static readonly string[] Seeds =
    [
        "40", "40{}", "40{\"envId\":\"hostile\"}", "40/admin,", "41", "41/x,", "42[\"join\",{\"channel\":\"c\"}]", "42[\"join\"]", "42[\"join\",null]",
        "42[\"leave\",{\"channel\":\"c\"}]", "42[\"update\",{\"data\":{\"a\":[1,2,{\"b\":null}]}}]", "42[\"update\"]",
        "42[\"message\",{\"channel\":\"c\",\"eventName\":\"e\",\"message\":{\"x\":1}}]", "42[\"message\",{\"eventName\":{},\"message\":1}]",
        "42[\"message\",{\"channel\":{},\"eventName\":\"e\"}]", "42[\"message\",{\"eventName\":\"disconnect\"}]", "42[\"message\"]",
        "4215[\"message\",{\"channel\":\"c\",\"eventName\":\"e\"}]", "42[\"get_members\",{\"envId\":\"bystander\",\"channel\":\"c\"}]", "42[\"get_members\"]",
        "42[\"send_message\",{\"envId\":\"bystander\",\"channelName\":\"c\",\"eventName\":\"e\",\"message\":1}]",
        "42[\"broadcast_message\",{\"envId\":\"bystander\",\"eventName\":\"e\",\"message\":\"forged\"}]",
        "42[\"user_event\",{\"envId\":\"bystander\",\"userId\":\"u\",\"eventName\":\"user:signout\"}]",
        "451-[\"update\",{\"data\":{\"_placeholder\":true,\"num\":0}}]", "452-[\"message\",{\"eventName\":\"e\",\"message\":[{\"_placeholder\":true,\"num\":1}]}]",
        "451-[\"message\",{\"eventName\":\"e\",\"message\":{\"_placeholder\":true,\"num\":99}}]", "45999999999-[\"e\"]", "45-[\"e\"]",
        "430[1]", "461-0[{\"_placeholder\":true,\"num\":0}]", "44{\"message\":\"x\"}", "4", "", "0{\"sid\":\"x\"}", "1", "2", "2probe", "3", "5", "6", "7", "9",
        "42[\"connect\"]", "42[\"e\",", "42[\"\\ud800\",1]", "42[1e400]", "42[[[[[[[[[[]]]]]]]]]]", "42{}", "42", "42abc[1]", "4299999999999999999999[\"e\"]",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next frame.</summary>
    public (byte[] Bytes, WebSocketMessageType Type) Next()
    {
        if (_random.Next(12) == 0)
        {
            var noise = new byte[_random.Next(64)];
            _random.NextBytes(noise);
            return (noise, _random.Next(2) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
        }

        var text = new StringBuilder(Seeds[_random.Next(Seeds.Length)]);
        for (var mutations = _random.Next(4); mutations > 0; mutations--)
        {
            Mutate(text);
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), WebSocketMessageType.Text);
    }

    private void Mutate(StringBuilder text)
    {
        var place = _random.Next(text.Length + 1);
        switch (_random.Next(7))
        {
            case 0: text.Length = place; break;
            case 1: text.Insert(place, "[]{}\",:0123456789\\/-e\u0000\ud83d\ude00"[_random.Next(24)]); break;
            case 2 when place < text.Length: text.Remove(place, 1); break;
            case 3: text.Insert(place, text.ToString()); break;
            case 4: text.Insert(place, new string('[', _random.Next(2_000))); break;
            case 5: text.Replace("null", "{\"_placeholder\":true,\"num\":-1}"); break;
            case 6: text.Insert(place, new string('9', _random.Next(400))); break;
        }

        if (text.Length > 100_000)
        {
            text.Length = 100_000;
        }
    }
}
