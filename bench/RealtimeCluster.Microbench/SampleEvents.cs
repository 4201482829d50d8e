using System.Net;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Microbench;

/// <summary>The events and commands that are measured: a body of 200 bytes in a channel with a short name.</summary>
internal static class SampleEvents
{
    public static ChannelKey Channel { get; } = ChannelKey.ForChannel("bench", "lobby");

    public static byte[] EventName { get; } = "\"chat-message\""u8.ToArray();

    public static Payload Body { get; } = PayloadSerializer.Default.Serialize(new string('x', 198))!;

    public static ChannelEvent Message { get; } = new()
    {
        Kind = ChannelEventKind.Message,
        Offset = 1,
        ConnectionId = "0123456789abcdefghij",
        Echo = true,
        EventName = EventName,
        Payload = Body,
    };

    public static ChannelCommand Publish { get; } = new()
    {
        Kind = ChannelCommandKind.Publish,
        ConnectionId = "0123456789abcdefghij",
        Echo = true,
        EventName = EventName,
        Payload = Body,
    };

    public static GatewayId Gateway(int number) => new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000 + number), number));
}
