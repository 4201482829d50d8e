namespace RealtimeCluster.Gateway.Environments;

/// <summary>The live connections of this gateway.</summary>
public interface IGrantedConnections
{
    /// <summary>The connections; may be enumerated while they come and go.</summary>
    IEnumerable<IGrantedConnection> Connections { get; }
}
