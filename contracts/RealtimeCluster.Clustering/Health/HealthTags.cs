namespace RealtimeCluster.Clustering.Health;

/// <summary>The three questions that a node is asked, as tags of the health checks that answer them.</summary>
public static class HealthTags
{
    /// <summary>Whether it has started. No: wait.</summary>
    public const string Started = "started";

    /// <summary>Whether traffic should come to it. No: send it elsewhere.</summary>
    public const string Ready = "ready";

    /// <summary>Whether it can still become well by itself. No: end it.</summary>
    public const string Live = "live";
}
