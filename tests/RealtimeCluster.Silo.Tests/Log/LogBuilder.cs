using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Silo.Log;

namespace RealtimeCluster.Silo.Tests.Log;

/// <summary>Makes logs, gateways and batches for tests.</summary>
internal static class LogBuilder
{
    public const long Epoch = 7;
    public const long Term = 70;

    public static FakeTimeProvider Time { get; } = new();

    public static ChannelLog Create(int maxEventCount = 1000) =>
        new(ChannelKind.Channel, Epoch, Term, CreateTail(maxEventCount));

    public static ChannelTail CreateTail(int maxEventCount = 1000) => new(maxEventCount, 1_000_000, TimeSpan.FromHours(1), Time);

    public static GatewayId Gateway(int number) => new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000 + number), number));

    public static UplinkBatch Batch(GatewayId gateway, long sequence, params ChannelCommand[] commands) =>
        new() { Gateway = gateway, Sequence = sequence, Commands = commands };

    public static ChannelCommand Join(string id, string? profile = null, bool echo = false) =>
        new() { Kind = ChannelCommandKind.Join, ConnectionId = id, Payload = Json(profile), Echo = echo };

    public static ChannelCommand Leave(string id) => new() { Kind = ChannelCommandKind.Leave, ConnectionId = id };

    public static ChannelCommand Update(string id, string? profile) =>
        new() { Kind = ChannelCommandKind.Update, ConnectionId = id, Payload = Json(profile) };

    public static ChannelCommand Publish(string text, string? id = null) =>
        new() { Kind = ChannelCommandKind.Publish, ConnectionId = id, EventName = "\"e\""u8.ToArray(), Payload = Json(text) };

    public static ChannelCommand Attach() => new() { Kind = ChannelCommandKind.Attach };

    public static ChannelCommand Detach() => new() { Kind = ChannelCommandKind.Detach };

    private static Payload? Json(string? text) => text is null ? null : PayloadSerializer.Default.Serialize(text);
}
