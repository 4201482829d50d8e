using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>What this gateway holds of each channel, for owners that have to learn it anew.</summary>
internal interface IHoldings
{
    /// <summary>This gateway's members of a channel, or whether it is attached to a log without members.</summary>
    GatewayAssertion Describe(ChannelKey channel);

    /// <summary>Those of this gateway's members of a channel whose connections are gone and whose leaves have not come round.</summary>
    string[] FindDeparted(ChannelKey channel);
}
