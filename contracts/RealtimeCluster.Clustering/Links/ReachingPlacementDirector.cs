using Orleans.Runtime.Placement;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Clustering.Links;

/// <summary>
/// Places an owner at its home, see <see cref="OwnerHome"/>, and another grain at random, as Orleans does; neither on a node that is cut from another one while there are others.
/// </summary>
/// <remarks>
/// A node of a business silo, or of an earlier version, places owners at random, which costs their start a call to their home.
/// A grain that comes to life is entered in Orleans' directory, whose parts lie on all nodes. Where the node of its part is behind the cut, the grain does not come to
/// life, and all who call it wait. Thread-safe.
/// </remarks>
internal sealed class ReachingPlacementDirector(CutNodes cuts) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var compatible = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, compatible) is { } hint)
        {
            return Task.FromResult(hint);
        }

        var nodes = cuts.Except(compatible);
        return Task.FromResult(OwnerHome.Has(target.GrainIdentity) ? OwnerHome.Find(target.GrainIdentity, nodes) : nodes[Random.Shared.Next(nodes.Count)]);
    }
}
