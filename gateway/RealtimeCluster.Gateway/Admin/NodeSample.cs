using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>A node as a sample found it.</summary>
/// <param name="Address">Its silo address.</param>
/// <param name="Name">Its name in the membership table.</param>
/// <param name="Status">What the membership table says of it.</param>
/// <param name="IsGateway">Whether it owns sockets. A node that is dead no longer says what it was.</param>
/// <param name="IsOwner">Whether it owns channels.</param>
/// <param name="Report">What it said; <see langword="null"/> when it said nothing in time, or is no node of ours.</param>
internal sealed record NodeSample(SiloAddress Address, string Name, SiloStatus Status, bool IsGateway, bool IsOwner, NodeReport? Report)
{
    /// <summary>Whether it is a silo or gateway of ours, and not one of a business in the same cluster.</summary>
    public bool IsOurs => IsGateway || IsOwner;

    /// <summary>Whether it can be spoken to.</summary>
    public bool IsAlive => Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
}
