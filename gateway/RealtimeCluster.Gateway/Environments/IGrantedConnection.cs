namespace RealtimeCluster.Gateway.Environments;

/// <summary>A live connection as the <see cref="GrantWatcher"/> sees it.</summary>
public interface IGrantedConnection
{
    /// <summary>What it was let in with; null for a server's connection and before CONNECT.</summary>
    ConnectionGrant? Grant { get; }

    /// <summary>Stops serving the connection, which stays. Must not block; may be called again.</summary>
    /// <param name="reason">What the client is told of what it sends.</param>
    /// <returns>Whether it was served until now.</returns>
    bool Pause(Refusal reason);

    /// <summary>Serves the connection again if it was paused. Must not block; may be called again.</summary>
    /// <returns>Whether it was paused.</returns>
    bool Unpause();

    /// <summary>Its user's session has ended: from now on it is nobody's. Must not block; may be called again.</summary>
    /// <param name="reason">What the client is told.</param>
    void LoseUser(Refusal reason);

    /// <summary>Ends the connection because its grant no longer holds. Must not block; may be called twice.</summary>
    /// <param name="reason">What the client is told.</param>
    void Revoke(Refusal reason);
}
