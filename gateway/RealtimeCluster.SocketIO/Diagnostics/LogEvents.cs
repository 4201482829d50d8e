namespace RealtimeCluster.SocketIO.Diagnostics;

/// <summary>
/// The event ids of the log of these layers: 3000–3069 and 3100–3199, one block for each folder. An id that is no longer used
/// leaves a comment line and is not given again.
/// </summary>
internal static class LogEvents
{
    // EngineIO: 3000
    public const int SessionClosed = 3000;
    public const int SessionHandlerFailed = 3001;
    public const int SessionCloseHandlerFailed = 3002;
    public const int WebSocketWriteFailed = 3003;
    public const int WebSocketReadFailed = 3004;
    public const int EngineTickFailed = 3005;
    public const int DrainBegun = 3006;
    public const int DrainCut = 3007;
    public const int InboundCut = 3008;
    public const int ClientTooOld = 3009;

    // WebSockets: 3050
    public const int WebSocketHandshakeFailed = 3050;

    // Listening: 3060
    public const int FileHandlesScarce = 3060;

    // Namespaces: 3100
    public const int ConnectHandlerFailed = 3100;
    public const int NamespaceHandlerFailed = 3101;
}
