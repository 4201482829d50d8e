namespace RealtimeCluster.Chaos.Histories;

/// <summary>The members of all channels at a moment when nothing was on its way.</summary>
/// <param name="At">When.</param>
/// <param name="Expected">Whose sessions were connected and in the channel.</param>
/// <param name="Listed">What the server answered to <c>get_members</c>.</param>
internal sealed record PresencePoint(
    TimeSpan At,
    IReadOnlyDictionary<int, IReadOnlyList<Session>> Expected,
    IReadOnlyDictionary<int, IReadOnlyList<ListedMember>> Listed);
