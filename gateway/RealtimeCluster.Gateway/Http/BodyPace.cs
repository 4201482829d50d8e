namespace RealtimeCluster.Gateway.Http;

/// <summary>How long a body may take: a time for all, and a second more for each <see cref="BytesPerSecond"/> that came.</summary>
/// <param name="patience">The time for all.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyPace(TimeSpan patience, TimeProvider time)
{
    /// <summary>The least rate of what takes longer than the time for all.</summary>
    public const int BytesPerSecond = 16 * 1024;

    private readonly long _began = time.GetTimestamp();

    /// <summary>What is left of its time; nothing if it is over.</summary>
    /// <param name="received">The bytes that came.</param>
    public TimeSpan Left(long received)
    {
        var left = patience + TimeSpan.FromSeconds((double)received / BytesPerSecond) - time.GetElapsedTime(_began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
