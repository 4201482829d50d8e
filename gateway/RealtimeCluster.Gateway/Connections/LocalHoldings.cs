using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>Describes what this gateway holds of a channel, from its local index.</summary>
internal sealed class LocalHoldings(LocalChannelIndex index, ILocalSiloDetails self) : IHoldings
{
    public GatewayAssertion Describe(ChannelKey channel, long term)
    {
        var gateway = new GatewayId(self.SiloAddress);
        var fence = term == 0 ? 0 : index.Fence(channel, term);

        var past = index.DescribePast(channel, out var pastEpoch);
        if (!index.TryGet(channel, out var local))
        {
            return new GatewayAssertion { Gateway = gateway, Term = fence, Past = past, PastEpoch = pastEpoch };
        }

        lock (local.Lock)
        {
            // Only who succeeds an owner compares what it hears: for the others the digest is not worth its cost.
            var digest = term == 0 ? 0 : TailDigest.Of(local.Replica.GetTail());
            return new GatewayAssertion
            {
                Gateway = gateway,
                Members = channel.Kind == ChannelKind.Channel ? DescribeMembers(local) : [],
                Attached = channel.Kind != ChannelKind.Channel && !local.IsRemoved,
                Position = local.Replica.Position,
                Term = local.Replica.Term,
                HeardTerm = local.Replica.HeardTerm,
                TailStart = local.Replica.TailStart,
                TailDigest = digest,
                Past = past,
                PastEpoch = pastEpoch,
            };
        }
    }

    public ChannelEvent[] ReadTail(ChannelKey channel, long from, long to)
    {
        if (!index.TryGet(channel, out var local))
        {
            return [];
        }

        lock (local.Lock)
        {
            return local.Replica.ReadTail(from, to);
        }
    }

    public EndedSession[] FindDeparted(ChannelKey channel)
    {
        if (channel.Kind != ChannelKind.Channel || !index.TryGet(channel, out var local))
        {
            return [];
        }

        lock (local.Lock)
        {
            return [.. local.Members.ToArray().Where(static member => member.HasLeft).Select(static member => new EndedSession(member.Id, member.Generation))];
        }
    }

    private static GatewayMember[] DescribeMembers(LocalChannel local) => [.. local.Members.ToArray().Select(member =>
        new GatewayMember(member.Id, member.Profile, local.JoinedAt(member), member.Positions is not null, member.Generation))];
}
