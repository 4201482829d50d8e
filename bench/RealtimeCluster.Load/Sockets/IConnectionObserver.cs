using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Is told what connections live through.</summary>
internal interface IConnectionObserver
{
    /// <summary>The connection became a member of its channel.</summary>
    void OnReady(Connection connection);

    /// <summary>A published message arrived.</summary>
    void OnDelivery(Connection connection, Stamp stamp);

    /// <summary>The connection ended though nobody here wanted it to.</summary>
    void OnFailed(Connection connection, string reason);

    /// <summary>Something arrived that is neither a delivery nor of the protocol's own.</summary>
    void OnOther(Connection connection, ReadOnlySpan<byte> message);
}
