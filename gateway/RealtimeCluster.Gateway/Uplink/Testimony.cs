using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>What a gateway tells a successor of a log's owner: what it has seen of the log, and what it was told beyond that.</summary>
internal static class Testimony
{
    /// <summary>Puts both together.</summary>
    /// <param name="holdings">What the stream brought.</param>
    /// <param name="acknowledged">What the owner acknowledged.</param>
    public static GatewayAssertion Of(GatewayAssertion holdings, Acknowledgements acknowledged) => holdings with
    {
        Term = Math.Max(holdings.Term, acknowledged.Fence),
        HeardTerm = Math.Max(holdings.HeardTerm, acknowledged.HeardTerm),
        Acknowledged = acknowledged.Events,
        AcknowledgedEpoch = acknowledged.Epoch,
        Departed = acknowledged.Departed,
    };

    /// <summary>For a successor that has the events already: where this gateway stands, and who is here.</summary>
    /// <param name="assertion">The whole.</param>
    public static GatewayAssertion WithoutEvents(GatewayAssertion assertion) => WithoutEvents(assertion, assertion.Members, isRest: false);

    /// <summary>
    /// What an owner that lives is told, in as many calls as it takes to keep each small; one large member goes alone. It has no use for events.
    /// </summary>
    /// <param name="assertion">The whole.</param>
    /// <param name="maxBytes">Bytes at which a call is full.</param>
    public static IEnumerable<GatewayAssertion> Cut(GatewayAssertion assertion, long maxBytes)
    {
        if (assertion.Members.Sum(static member => (long)member.SizeBytes) <= maxBytes)
        {
            yield return WithoutEvents(assertion);
            yield break;
        }

        for (var start = 0; start < assertion.Members.Length;)
        {
            var (end, bytes) = (start, 0L);
            while (end < assertion.Members.Length && (end == start || bytes + assertion.Members[end].SizeBytes <= maxBytes))
            {
                bytes += assertion.Members[end++].SizeBytes;
            }

            yield return WithoutEvents(assertion, assertion.Members[start..end], isRest: start > 0);
            start = end;
        }
    }

    private static GatewayAssertion WithoutEvents(GatewayAssertion assertion, GatewayMember[] members, bool isRest) => assertion with
    {
        Members = members,
        IsRest = isRest,
        TailDigest = 0,
        Acknowledged = [],
        AcknowledgedEpoch = 0,
        Past = [],
        PastEpoch = 0,
    };
}
