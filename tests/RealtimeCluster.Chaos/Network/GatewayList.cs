using System.Collections.Concurrent;

namespace RealtimeCluster.Chaos.Network;

/// <summary>What a load balancer knows: the gateways, and which of them are taken out.</summary>
/// <param name="gateways">All of them.</param>
internal sealed class GatewayList(IReadOnlyList<Gateway> gateways)
{
    private readonly ConcurrentDictionary<string, bool> _down = new(StringComparer.Ordinal);

    public IReadOnlyList<Gateway> All => gateways;

    public void TakeOut(string name) => _down[name] = true;

    public void PutBack(string name) => _down.TryRemove(name, out _);

    /// <summary>One that is not taken out; any, if all are.</summary>
    /// <param name="random">Who chooses.</param>
    public Gateway Pick(Random random)
    {
        var live = gateways.Where(gateway => !_down.ContainsKey(gateway.Name)).ToArray();
        return live.Length > 0 ? live[random.Next(live.Length)] : gateways[random.Next(gateways.Count)];
    }
}
