namespace RealtimeCluster.Silo.Durability;

/// <summary>Until when an owner or shard that starts must be done, and whether it was given up.</summary>
/// <param name="time">The clock.</param>
/// <param name="start">When it began, as a timestamp of the clock.</param>
/// <param name="limit">How long it may take.</param>
/// <param name="abandoned">Set when nobody waits for it any more: it must claim and register nothing.</param>
internal readonly struct StartDeadline(TimeProvider time, long start, TimeSpan limit, CancellationToken abandoned)
{
    /// <summary>How much time is left.</summary>
    public TimeSpan Left => limit - time.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Set when nobody waits for it any more.</summary>
    public CancellationToken Abandoned => abandoned;

    /// <summary>A wait, cut to the time that is left.</summary>
    public TimeSpan AtMost(TimeSpan wait) => Left is var left && left < wait ? left : wait;

    /// <summary>An earlier deadline, which leaves time for what comes after.</summary>
    public StartDeadline Before(TimeSpan reserve) => new(time, start, limit - reserve, abandoned);
}
