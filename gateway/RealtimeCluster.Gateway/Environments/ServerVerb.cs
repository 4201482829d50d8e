namespace RealtimeCluster.Gateway.Environments;

/// <summary>What a server can be allowed to do.</summary>
public enum ServerVerb
{
    /// <summary>Send to channels.</summary>
    Publish,

    /// <summary>Send to every connection of an environment.</summary>
    Broadcast,

    /// <summary>Send to all connections of a user.</summary>
    SendToUser,

    /// <summary>Send to one connection.</summary>
    SendToConnection,

    /// <summary>Read who is in a channel.</summary>
    ReadMembers,

    /// <summary>Read what happened in a channel.</summary>
    ReadHistory,

    /// <summary>Read which channels have members.</summary>
    ReadChannels,

    /// <summary>End connections.</summary>
    Disconnect,

    /// <summary>Revoke sessions and API keys.</summary>
    Revoke,

    /// <summary>
    /// Use the admin page, with all that it does: read everything, send, disconnect, drain and stop nodes. It is for the whole cluster, so a
    /// token with it has no environments.
    /// </summary>
    Administer,
}
