using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>The frames a client sends.</summary>
internal static class Wire
{
    public const string MessageEvent = "m";

    public static byte[] Pong { get; } = "3"u8.ToArray();

    public static byte[] Disconnect { get; } = "41"u8.ToArray();

    public static byte[] Close { get; } = "1"u8.ToArray();

    public static string ChannelName(int channel) => string.Create(CultureInfo.InvariantCulture, $"c{channel}");

    public static byte[] Connect(string environment, string? pid, string? offset) => Encoding.UTF8.GetBytes("40" + JsonSerializer.Serialize(
        pid is null ? new Dictionary<string, string> { ["envId"] = environment }
        : offset is null ? new Dictionary<string, string> { ["pid"] = pid, ["envId"] = environment }
        : new Dictionary<string, string> { ["pid"] = pid, ["offset"] = offset, ["envId"] = environment }));

    public static byte[] Join(long ackId, int channel) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""42{{ackId}}["join",{"channel":"{{ChannelName(channel)}}","echo":false}]"""));

    public static byte[] JoinWithRewind(long ackId, int channel, int count) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""42{{ackId}}["join",{"channel":"{{ChannelName(channel)}}","echo":false,"rewind":{{count}}}]"""));

    public static byte[] Leave(long ackId, int channel) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""42{{ackId}}["leave",{"channel":"{{ChannelName(channel)}}","echo":false}]"""));

    public static byte[] Update(long ackId, Profile profile) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $$"""42{{ackId}}["update",{"data":{"n":{{profile.Number}},"filling":"{{new string('p', profile.FillingBytes)}}"},"echo":false}]"""));

    /// <summary>A message that is large; its number comes first.</summary>
    public static byte[] LargeMessage(long ackId, int channel, int messageId, int fillingBytes) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""42{{ackId}}["message",{"channel":"{{ChannelName(channel)}}","eventName":"{{MessageEvent}}","message":{"n":{{messageId}},"filling":"{{new string('m', fillingBytes)}}"},"echo":false}]"""));

    /// <summary>The number of a large message, which is not parsed as a whole: thousands may come in a second.</summary>
    /// <param name="frame">A frame.</param>
    /// <param name="fillingBytes">The least it must carry.</param>
    /// <param name="messageId">The number.</param>
    public static bool TryReadLargeMessage(ReadOnlySpan<byte> frame, int fillingBytes, out int messageId)
    {
        messageId = 0;
        var start = frame[..Math.Min(frame.Length, 200)].IndexOf("{\"n\":"u8);
        return frame.StartsWith("42[\"m\","u8) && start > 0 && frame.Length > fillingBytes && Utf8Parser.TryParse(frame[(start + 5)..], out messageId, out _);
    }

    public static byte[] Message(long ackId, int channel, int messageId) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""42{{ackId}}["message",{"channel":"{{ChannelName(channel)}}","eventName":"{{MessageEvent}}","message":{{messageId}},"echo":true}]"""));
}
