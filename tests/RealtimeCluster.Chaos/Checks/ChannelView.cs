using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>A session's time in a channel beside what it received there, in order.</summary>
/// <param name="Session">The session.</param>
/// <param name="Membership">When it was in the channel.</param>
/// <param name="Deliveries">What came.</param>
internal sealed record ChannelView(Session Session, Membership Membership, IReadOnlyList<Delivery> Deliveries);
