using System.Globalization;
using System.Text;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The packets Engine.IO itself sends, made once.</summary>
internal static class EnginePackets
{
    public static OutboundMessage Ping { get; } = OutboundMessage.Create("2"u8, default, default, []);

    public static OutboundMessage ProbeAnswer { get; } = OutboundMessage.Create("3probe"u8, default, default, []);

    public static OutboundMessage Noop { get; } = OutboundMessage.Create("6"u8, default, default, []);

    public static OutboundMessage Close { get; } = OutboundMessage.Create("1"u8, default, default, []);

    public static OutboundMessage Open(string sid, bool canUpgrade, EngineIOOptions options, int maxPayload)
    {
        var json = string.Create(
            CultureInfo.InvariantCulture,
            $$"""0{"sid":"{{sid}}","upgrades":[{{(canUpgrade ? "\"websocket\"" : "")}}],"pingInterval":{{(long)options.PingInterval.TotalMilliseconds}},"pingTimeout":{{(long)options.PingTimeout.TotalMilliseconds}},"maxPayload":{{maxPayload}}}""");
        return OutboundMessage.Create(Encoding.ASCII.GetBytes(json), default, default, []);
    }
}
