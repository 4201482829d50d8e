using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>A part of a log's tail that a successor has to read, and the gateway that has it.</summary>
/// <param name="Gateway">The gateway.</param>
/// <param name="From">The first offset.</param>
/// <param name="To">The last offset, at least <paramref name="From"/>.</param>
public readonly record struct TailRange(GatewayId Gateway, long From, long To)
{
    /// <summary>How many events it has.</summary>
    public long Count => To - From + 1;

    /// <summary>
    /// Which parts to read, so that every event any gateway holds is read from one of them: all gateways hold about the same events, and
    /// reading them all from each is what made succession slow.
    /// </summary>
    /// <param name="assertions">What the gateways say they hold.</param>
    public static IReadOnlyList<TailRange> Cover(IReadOnlyCollection<GatewayAssertion> assertions)
    {
        var epoch = LogRecovery.FindEpoch(assertions);
        var ranges = new List<TailRange>();
        var covered = long.MaxValue;
        foreach (var assertion in assertions
            .Where(assertion => epoch != 0 && assertion.Position.Epoch == epoch)
            .OrderByDescending(static assertion => assertion.Position.Offset)
            .ThenBy(static assertion => assertion.TailStart))
        {
            var end = Math.Min(assertion.Position.Offset, covered - 1);
            if (assertion.TailStart <= end)
            {
                ranges.Add(new TailRange(assertion.Gateway, assertion.TailStart, end));
                covered = assertion.TailStart;
            }
        }

        return ranges;
    }
}
