using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What a gateway tells a successor of a log's owner: what it has seen of the log, and what it was told beyond that.</summary>
internal static class Testimony
{
    /// <summary>Puts both together.</summary>
    /// <param name="holdings">What the stream brought.</param>
    /// <param name="acknowledged">What the owner acknowledged.</param>
    public static GatewayAssertion Of(GatewayAssertion holdings, Acknowledgements acknowledged) => new()
    {
        Gateway = holdings.Gateway,
        Members = holdings.Members,
        Attached = holdings.Attached,
        Position = holdings.Position,
        Term = Math.Max(holdings.Term, acknowledged.Fence),
        TailStart = holdings.TailStart,
        TailDigest = holdings.TailDigest,
        Past = holdings.Past,
        PastEpoch = holdings.PastEpoch,
        Acknowledged = acknowledged.Events,
        AcknowledgedEpoch = acknowledged.Epoch,
        Departed = acknowledged.Departed,
    };

    /// <summary>For a successor that has the events already: where this gateway stands, and who is here.</summary>
    /// <param name="assertion">The whole.</param>
    public static GatewayAssertion WithoutEvents(GatewayAssertion assertion) => new()
    {
        Gateway = assertion.Gateway,
        Members = assertion.Members,
        Attached = assertion.Attached,
        Position = assertion.Position,
        Term = assertion.Term,
        TailStart = assertion.TailStart,
        Departed = assertion.Departed,
    };
}
