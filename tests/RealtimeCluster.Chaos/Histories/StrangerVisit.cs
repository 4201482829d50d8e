namespace RealtimeCluster.Chaos.Histories;

/// <summary>The time of a run in which strangers did their worst, and the quiet one before it.</summary>
/// <param name="QuietFrom">From when the quiet time counts: its beginning warms everything up.</param>
/// <param name="Began">When the quiet time ended and the strangers began.</param>
/// <param name="Ended">When they were told to end.</param>
/// <param name="Tallies">What each kind of them did.</param>
internal sealed record StrangerVisit(TimeSpan QuietFrom, TimeSpan Began, TimeSpan Ended, IReadOnlyList<StrangerTally> Tallies);
