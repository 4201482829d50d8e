using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

internal sealed class FakeHoldings(GatewayId gateway, params string[] departed) : IHoldings
{
    public GatewayAssertion Describe(ChannelKey channel, long term) => new() { Gateway = gateway };

    public ChannelEvent[] ReadTail(ChannelKey channel, long from, long to) => [];

    public string[] FindDeparted(ChannelKey channel) => departed;
}
