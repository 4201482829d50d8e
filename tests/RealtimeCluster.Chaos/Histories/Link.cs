namespace RealtimeCluster.Chaos.Histories;

/// <summary>One transport under a session.</summary>
/// <param name="gateway">Where it led.</param>
/// <param name="openedAt">When CONNECT was answered.</param>
internal sealed class Link(string gateway, TimeSpan openedAt)
{
    public string Gateway => gateway;

    /// <summary>When it came to be.</summary>
    public TimeSpan OpenedAt { get; } = openedAt;

    /// <summary>When the last frame came: from then on the server may have held the client for gone.</summary>
    public TimeSpan HeardAt { get; set; } = openedAt;

    /// <summary>When the client saw it end.</summary>
    public TimeSpan? LostAt { get; set; }
}
