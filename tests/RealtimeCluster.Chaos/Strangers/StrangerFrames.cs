using System.Globalization;
using System.Text;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>What strangers send.</summary>
internal static class StrangerFrames
{
    /// <summary>The environment that lets them in, with limits as an operator would set for people it does not know.</summary>
    public const string Environment = "strangers";

    /// <summary>An environment whose key they guess.</summary>
    public const string GuardedEnvironment = "strangers-guarded";

    public static byte[] Connect { get; } = Encoding.UTF8.GetBytes($$"""40{"envId":"{{Environment}}"}""");

    public static byte[] GuessKey(string guess) => Encoding.UTF8.GetBytes($$"""40{"envId":"{{GuardedEnvironment}}","apiKey":"{{guess}}"}""");

    public static byte[] GuessToken(string guess) => Encoding.UTF8.GetBytes($$"""40{"accessToken":"{{guess}}"}""");

    public static byte[] Join(long ackId, string channel, int rewind) => Encode(ackId, rewind == 0
        ? $$"""["join",{"channel":"{{channel}}"}]"""
        : string.Create(CultureInfo.InvariantCulture, $$"""["join",{"channel":"{{channel}}","rewind":{{rewind}}}]"""));

    public static byte[] Leave(long ackId, string channel) => Encode(ackId, $$"""["leave",{"channel":"{{channel}}"}]""");

    public static byte[] Message(long ackId, string channel, string text) =>
        Encode(ackId, $$"""["message",{"channel":"{{channel}}","eventName":"e","message":"{{text}}"}]""");

    /// <summary>A request, from its first line to the empty one.</summary>
    /// <param name="gateway">To whom.</param>
    /// <param name="firstLine">Method and path.</param>
    /// <param name="headers">More headers than <c>Host</c>.</param>
    public static byte[] Request(Gateway gateway, string firstLine, params IEnumerable<string> headers) =>
        Encoding.ASCII.GetBytes($"{firstLine} HTTP/1.1\r\nHost: {gateway.EndPoint}\r\n{string.Concat(headers.Select(static header => header + "\r\n"))}\r\n");

    public static byte[] Upgrade(Gateway gateway) => Request(
        gateway,
        "GET /realtime/?EIO=4&transport=websocket",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

    private static byte[] Encode(long ackId, string json) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"42{ackId}{json}"));
}
