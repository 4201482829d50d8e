namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Why a session, or a namespace on it, ended.</summary>
public enum DisconnectReason
{
    /// <summary>The connection broke, or was closed with nothing said or with a WebSocket close of 1000, as libraries do: the client may well come back.</summary>
    TransportLost,

    /// <summary>The client closed its transport: with a close packet, or a WebSocket close of 1001. It has gone, or gave up a transport that failed.</summary>
    ClientClosed,

    /// <summary>The client left the namespace with a DISCONNECT packet.</summary>
    ClientDisconnected,

    /// <summary>No pong came in time.</summary>
    PingTimeout,

    /// <summary>No namespace was connected in time.</summary>
    ConnectTimeout,

    /// <summary>The client sent something the protocol does not allow.</summary>
    ProtocolError,

    /// <summary>The client sent a packet above the limit.</summary>
    PacketTooLarge,

    /// <summary>The gateway's memory for unfinished packets stayed full for too long.</summary>
    InboundMemoryFull,

    /// <summary>The client did not send the rest of a request in time.</summary>
    ReceiveTimeout,

    /// <summary>More waited for the client than the limit allows.</summary>
    SlowConsumer,

    /// <summary>One write to the client did not finish in time.</summary>
    WriteTimeout,

    /// <summary>The application ended the namespace or the session.</summary>
    ServerDisconnected,

    /// <summary>The gateway is stopping; the client should connect to another one.</summary>
    ServerShutdown,

    /// <summary>The application failed.</summary>
    ApplicationError,

    /// <summary>The client has come back through another connection.</summary>
    TakenOver,

    /// <summary>Other nodes did not answer in time: the client should come again.</summary>
    Unavailable,

    /// <summary>Too many wait to be let in; the client is told to come again later when it tries to.</summary>
    NoRoom,

    /// <summary>Events were lost that the client must not believe it has.</summary>
    ContinuityLost,

    /// <summary>Its environment is served again, and the client missed events while it was not: it gets them when it comes back.</summary>
    ServedAgain,

    /// <summary>Too many connects with wrong credentials came on the session, or from its address.</summary>
    TooManyFailures,

    /// <summary>The client held memory that others waited for, and sent too little for what it held.</summary>
    InboundTooSlow,
}
