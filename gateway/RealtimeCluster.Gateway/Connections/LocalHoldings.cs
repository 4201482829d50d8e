using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>Describes what this gateway holds of a channel, from its local index.</summary>
internal sealed class LocalHoldings(LocalChannelIndex index, ILocalSiloDetails self) : IHoldings
{
    public GatewayAssertion Describe(ChannelKey channel)
    {
        var gateway = new GatewayId(self.SiloAddress);
        if (!index.TryGet(channel, out var local))
        {
            return new GatewayAssertion { Gateway = gateway };
        }

        lock (local.Lock)
        {
            return channel.Kind == ChannelKind.Channel
                ? new GatewayAssertion { Gateway = gateway, Members = [.. local.Members.ToArray().Select(static member => new Member(member.Id, member.Profile))] }
                : new GatewayAssertion { Gateway = gateway, Attached = local.Count > 0 };
        }
    }

    public string[] FindDeparted(ChannelKey channel)
    {
        if (channel.Kind != ChannelKind.Channel || !index.TryGet(channel, out var local))
        {
            return [];
        }

        lock (local.Lock)
        {
            return [.. local.Members.ToArray().Where(static member => member.IsClosed).Select(static member => member.Id)];
        }
    }
}
