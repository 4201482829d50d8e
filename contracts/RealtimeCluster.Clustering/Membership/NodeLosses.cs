using System.Runtime.CompilerServices;
using RealtimeCluster.Clustering.Gateways;

namespace RealtimeCluster.Clustering.Membership;

/// <summary>Tells each who asks of the nodes that the cluster declares dead.</summary>
/// <param name="membership">Who is alive.</param>
/// <param name="nodes">What they are.</param>
public sealed class NodeLosses(IClusterMembershipService membership, ClusterNodes nodes)
{
    /// <summary>Waits for losses, beginning with those that are known by now.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Each node once. While one is dealt with others wait, and none is passed over.</returns>
    public async IAsyncEnumerable<LostNode> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (seen, leaving, lost) = (new HashSet<SiloAddress>(), new HashSet<SiloAddress>(), new HashSet<SiloAddress>());
        var (gateways, owners) = (new HashSet<SiloAddress>(), new HashSet<SiloAddress>());
        HashSet<SiloAddress>[] all = [seen, leaving, lost, gateways, owners];
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // A dead node no longer says what it was.
            gateways.UnionWith(nodes.GetGateways());
            owners.UnionWith(nodes.GetOwners());
            foreach (var (address, member) in snapshot.Members)
            {
                if (member.Status != SiloStatus.Dead)
                {
                    seen.Add(address);
                    if (member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
                    {
                        leaving.Add(address);
                    }
                }
                else if (lost.Add(address))
                {
                    yield return new LostNode(address, gateways.Contains(address), owners.Contains(address), seen.Contains(address), leaving.Contains(address));
                }
            }

            // Orleans forgets the dead after a while, and never takes one back.
            Array.ForEach(all, known => known.RemoveWhere(address => !snapshot.Members.ContainsKey(address)));
        }
    }
}
