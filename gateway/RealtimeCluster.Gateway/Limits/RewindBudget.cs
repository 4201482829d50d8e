using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>What one connection may still be sent of messages from before its joins, so that asking again and again gives no more than a trickle.</summary>
/// <remarks>
/// Thread-safe. A join takes an estimate when it is asked for, so that many at once count too, and what it was sent beyond that when it has come; a connection may so
/// owe a while. To be sent the same channel again costs <see cref="RepeatFactor"/> times as much: whoever enters many rooms pays for each once.
/// </remarks>
internal sealed class RewindBudget
{
    /// <summary>How much more it costs to be sent a channel again.</summary>
    public const int RepeatFactor = 32;

    // A typical message; the rest is charged when it is known.
    private const int EstimatedMessageBytes = 1_024;

    // Of those beyond it nothing is remembered, and each counts as one that was sent before.
    private const int MaxRememberedCount = 1_024;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _sent = [];
    private readonly LimitsOptions _limits;
    private readonly TimeProvider _time;
    private double _left;
    private long _since;

    public RewindBudget(LimitsOptions limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _left = limits.RewindBurstBytes;
        _since = time.GetTimestamp();
    }

    /// <summary>Asks for the messages before one join.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>Whether they may be asked for now.</returns>
    public bool TryAsk(int count)
    {
        lock (_lock)
        {
            Refill();
            if (_left <= 0)
            {
                return false;
            }

            _left -= Estimate(count);
            return true;
        }
    }

    /// <summary>The messages have come.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="count">How many were asked for.</param>
    /// <param name="bytes">What was sent.</param>
    public void Charge(ChannelKey channel, int count, long bytes)
    {
        lock (_lock)
        {
            Refill();
            var isFirst = _sent.Count < MaxRememberedCount && _sent.Add(channel.GetHashCode());
            _left += Estimate(count) - (bytes * (isFirst ? 1d : RepeatFactor));
        }
    }

    private double Estimate(int count) => Math.Min((double)count * EstimatedMessageBytes, _limits.MaxRewindBytes);

    private void Refill()
    {
        var elapsed = _time.GetElapsedTime(_since);
        _since = _time.GetTimestamp();
        _left = Math.Min(_limits.RewindBurstBytes, _left + (elapsed.TotalSeconds * _limits.RewindBytesPerSecond));
    }
}
