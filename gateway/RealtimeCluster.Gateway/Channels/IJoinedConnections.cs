using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>The connections of this gateway, by the channels their clients asked to be in.</summary>
internal interface IJoinedConnections
{
    /// <summary>Calls back for each live connection and each of some channels it asked to be in. Costs a look at every connection.</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="onFound">Told of each pair.</param>
    void FindIn(IReadOnlySet<ChannelKey> channels, Action<ChannelKey, EventReceiver> onFound);
}
