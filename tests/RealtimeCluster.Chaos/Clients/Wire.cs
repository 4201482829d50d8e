using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>The frames a client sends.</summary>
internal static class Wire
{
    public const string MessageEvent = "m";

    public static byte[] Pong { get; } = "3"u8.ToArray();

    public static string ChannelName(int channel) => string.Create(CultureInfo.InvariantCulture, $"c{channel}");

    public static byte[] Connect(string environment, string? pid, string? offset) => Encoding.UTF8.GetBytes("40" + JsonSerializer.Serialize(
        pid is null ? new Dictionary<string, string> { ["envId"] = environment }
        : offset is null ? new Dictionary<string, string> { ["pid"] = pid, ["envId"] = environment }
        : new Dictionary<string, string> { ["pid"] = pid, ["offset"] = offset, ["envId"] = environment }));

    public static byte[] Join(long ackId, int channel) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""42{{ackId}}["join",{"channel":"{{ChannelName(channel)}}","echo":false}]"""));

    public static byte[] Message(long ackId, int channel, int messageId) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""42{{ackId}}["message",{"channel":"{{ChannelName(channel)}}","eventName":"{{MessageEvent}}","message":{{messageId}},"echo":true}]"""));
}
