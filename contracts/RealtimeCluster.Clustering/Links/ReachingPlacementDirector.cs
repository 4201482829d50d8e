using Orleans.Runtime.Placement;

namespace RealtimeCluster.Clustering.Links;

/// <summary>Places a grain at random, as Orleans does, but not on a node that is cut from another one while there are others.</summary>
/// <remarks>
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
        return Task.FromResult(nodes[Random.Shared.Next(nodes.Count)]);
    }
}
