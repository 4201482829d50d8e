namespace RealtimeCluster.Gateway.Connections;

/// <summary>What happens to a connection as a whole.</summary>
internal enum ConnectionStep
{
    /// <summary>The client was let in and has a transport.</summary>
    Begin,

    /// <summary>The client is gone without a goodbye, and there is a session to come back to.</summary>
    Lose,

    /// <summary>A log shows that a newer attempt of the client goes on with the session.</summary>
    Supersede,

    /// <summary>Another connection goes on with the session.</summary>
    Yield,

    /// <summary>The client said goodbye, was sent away, or can no longer come back.</summary>
    End,
}
