namespace RealtimeCluster.Gateway.Environments;

/// <summary>A live connection as the <see cref="GrantWatcher"/> sees it.</summary>
public interface IGrantedConnection
{
    /// <summary>What it was let in with; null for a server's connection and before CONNECT.</summary>
    ConnectionGrant? Grant { get; }

    /// <summary>Ends the connection because its grant no longer holds. Must not block; may be called twice.</summary>
    /// <param name="reason">What the client is told.</param>
    void Revoke(Refusal reason);
}
