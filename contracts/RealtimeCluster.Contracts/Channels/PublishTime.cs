namespace RealtimeCluster.Contracts.Channels;

/// <summary>When something was published, as it travels: microseconds of the Unix epoch by the clock of the node that took it.</summary>
/// <remarks>For measuring only: clocks of nodes differ, and nothing is ordered or let go by it.</remarks>
public static class PublishTime
{
    /// <summary>Now.</summary>
    /// <param name="time">The clock.</param>
    public static long Now(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>The seconds from one time to a later one; 0 where another node's clock is ahead.</summary>
    /// <param name="published">The earlier one.</param>
    /// <param name="now">The later one.</param>
    public static double SecondsBetween(long published, long now) => Math.Max(0, now - published) / 1e6;
}
