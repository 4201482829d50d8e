namespace RealtimeCluster.Gateway.Limits;

/// <summary>Where a credential is shown.</summary>
internal enum CredentialDoor
{
    /// <summary>The CONNECT packet of a client or server.</summary>
    Connect,

    /// <summary>The HTTP API for servers.</summary>
    ServerApi,

    /// <summary>The REST request for the members of a channel.</summary>
    GetMembers,

    /// <summary>The admin page.</summary>
    Admin,
}
