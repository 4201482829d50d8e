using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>Which ends of a connection are not the end of the client's session.</summary>
internal static class DisconnectReasonExtensions
{
    /// <summary>Whether the client said no goodbye, and was told none.</summary>
    public static bool MayComeBack(this DisconnectReason reason) => reason is
        DisconnectReason.TransportLost or DisconnectReason.PingTimeout or DisconnectReason.SlowConsumer or DisconnectReason.WriteTimeout
        or DisconnectReason.ReceiveTimeout or DisconnectReason.InboundMemoryFull or DisconnectReason.ServerShutdown
        or DisconnectReason.ApplicationError or DisconnectReason.TakenOver or DisconnectReason.Unavailable;
}
