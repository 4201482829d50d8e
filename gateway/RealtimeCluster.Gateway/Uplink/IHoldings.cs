using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>What this gateway holds of each channel, for owners that have to learn it anew.</summary>
internal interface IHoldings
{
    /// <summary>This gateway's members of a channel, or whether it is attached to a log without members, and what it has of the tail.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks; from then on none with a lower one is heeded. 0 when none asked.</param>
    GatewayAssertion Describe(ChannelKey channel, long term = 0);

    /// <summary>What it has of the tail between two offsets.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The last offset.</param>
    ChannelEvent[] ReadTail(ChannelKey channel, long from, long to);

    /// <summary>Those of this gateway's members of a channel whose connections are gone and whose leaves have not come round.</summary>
    EndedSession[] FindDeparted(ChannelKey channel);
}
