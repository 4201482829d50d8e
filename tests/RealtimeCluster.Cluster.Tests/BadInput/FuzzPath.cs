namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>The ways from a socket to the protocols.</summary>
public enum FuzzPath
{
    /// <summary>WebSockets are served beneath HTTP.</summary>
    Direct,

    /// <summary>WebSockets go through the web server's own middleware.</summary>
    Http,

    /// <summary>The same, encrypted.</summary>
    Tls,
}
