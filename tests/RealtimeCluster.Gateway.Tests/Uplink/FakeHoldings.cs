using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

internal sealed class FakeHoldings(GatewayId gateway, params string[] departed) : IHoldings
{
    public GatewayAssertion Describe(ChannelKey channel, long term) => new() { Gateway = gateway };

    public ChannelEvent[] ReadTail(ChannelKey channel, long from, long to) => [];

    public EndedSession[] FindDeparted(ChannelKey channel) => Array.ConvertAll(departed, static id => new EndedSession(id, Generation: 0));
}
