namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Durations in the unit of a clock's timestamps.</summary>
internal static class TimeProviderExtensions
{
    public static long Ticks(this TimeSpan duration, TimeProvider timeProvider) =>
        timeProvider.TimestampFrequency == TimeSpan.TicksPerSecond
            ? duration.Ticks
            : (long)(duration.Ticks * ((double)timeProvider.TimestampFrequency / TimeSpan.TicksPerSecond));
}
