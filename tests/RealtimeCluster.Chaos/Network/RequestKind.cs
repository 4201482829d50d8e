namespace RealtimeCluster.Chaos.Network;

/// <summary>What a client asks a gateway for.</summary>
internal enum RequestKind
{
    /// <summary>A GET: an Engine.IO handshake over HTTP, or one that waits for packets.</summary>
    Poll,

    /// <summary>A POST of packets.</summary>
    Post,

    /// <summary>An upgrade to a WebSocket.</summary>
    Upgrade,
}
