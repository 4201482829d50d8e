namespace RealtimeCluster.SocketIO.Diagnostics;

/// <summary>Lets one line of a kind into the log now and then, so that what strangers do cannot fill it.</summary>
/// <param name="time">The clock.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class LogPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _last;
    private long _skippedCount;

    /// <summary>Asks for one line.</summary>
    /// <param name="skippedCount">How many were refused since the last one.</param>
    public bool TryPass(out long skippedCount)
    {
        lock (_lock)
        {
            skippedCount = _skippedCount;
            if (_last is { } last && time.GetElapsedTime(last) < Interval)
            {
                _skippedCount++;
                return false;
            }

            _last = time.GetTimestamp();
            _skippedCount = 0;
            return true;
        }
    }
}
