namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The kinds of <see cref="InboundParty"/>.</summary>
internal enum InboundPartyKind
{
    /// <summary>All who have not been let in yet, together.</summary>
    Strangers,

    /// <summary>The clients of one environment.</summary>
    Clients,

    /// <summary>Connections and requests with a server token.</summary>
    Servers,

    /// <summary>Requests for sessions of other gateways.</summary>
    Peers,
}
