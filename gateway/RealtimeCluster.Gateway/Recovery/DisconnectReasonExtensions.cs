using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Which ends of a connection are not the end of the client's session.</summary>
internal static class DisconnectReasonExtensions
{
    /// <summary>Whether the client said no goodbye, which only its DISCONNECT packet is, and was told none.</summary>
    public static bool MayComeBack(this DisconnectReason reason) => reason is
        DisconnectReason.TransportLost or DisconnectReason.ClientClosed or DisconnectReason.PacketTooLarge or DisconnectReason.PingTimeout
        or DisconnectReason.SlowConsumer or DisconnectReason.WriteTimeout or DisconnectReason.ReceiveTimeout or DisconnectReason.InboundMemoryFull or DisconnectReason.InboundTooSlow
        or DisconnectReason.ServerShutdown or DisconnectReason.ApplicationError or DisconnectReason.TakenOver or DisconnectReason.Unavailable
        or DisconnectReason.ServedAgain;

    /// <summary>Whether the client has gone for good more likely than not: a closed tab closes its transport so, and a library that gives one up.</summary>
    public static bool IsLikelyGoodbye(this DisconnectReason reason) => reason is DisconnectReason.ClientClosed;
}
