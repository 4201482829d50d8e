namespace RealtimeCluster.Clustering.Membership;

/// <summary>A node that the cluster has declared dead.</summary>
/// <param name="Address">The node.</param>
/// <param name="WasGateway">Whether it owned sockets, as far as this node learned while it lived.</param>
/// <param name="WasOwner">Whether it owned channels and session shards.</param>
/// <param name="WasSeen">Whether this node saw it before it was dead; not so of what died before this node came.</param>
/// <param name="HasLeft">Whether it said that it stops.</param>
public sealed record LostNode(SiloAddress Address, bool WasGateway, bool WasOwner, bool WasSeen, bool HasLeft);
