namespace RealtimeCluster.Clustering.Health;

/// <summary>Ways from this node to others, of one kind: each has one call under way, so a call that does not come to its end holds up all behind it.</summary>
public interface IStandingLinks
{
    /// <summary>Which kind; one of few, for it becomes a tag.</summary>
    string Kind { get; }

    /// <summary>For how long the slowest call of them has been under way, repetitions included.</summary>
    TimeSpan LongestStand { get; }
}
