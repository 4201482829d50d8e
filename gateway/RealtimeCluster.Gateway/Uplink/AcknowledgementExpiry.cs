using System.Collections.Concurrent;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Has uplinks let go of acknowledged events when these are too old, also when nothing more is sent to their channels.</summary>
/// <remarks>
/// Thread-safe. All events are kept equally long, so uplinks are due in the order in which they come here: one timer serves all of them, and an
/// uplink costs an entry in a queue while it keeps anything.
/// </remarks>
internal sealed class AcknowledgementExpiry : IDisposable
{
    // Events are a little older than they must be when they go; so are looked at few times.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(OwnerLine Line, long Timestamp)> _due = new();
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _isArmed;

    public AcknowledgementExpiry(TimeSpan age, TimeProvider time)
    {
        (_age, _time) = (age, time);
        _timer = time.CreateTimer(static expiry => ((AcknowledgementExpiry)expiry!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An uplink that kept nothing keeps something now.</summary>
    public void Add(OwnerLine line)
    {
        _due.Enqueue((line, _time.GetTimestamp()));
        Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        if (Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(_age + Slack, Timeout.InfiniteTimeSpan);
        }
    }

    private void Expire()
    {
        Volatile.Write(ref _isArmed, 0);
        for (var count = _due.Count; count > 0 && _due.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Timestamp) > _age; count--)
        {
            if (_due.TryDequeue(out oldest) && oldest.Line.TrimAcknowledged())
            {
                _due.Enqueue((oldest.Line, _time.GetTimestamp()));
            }
        }

        if (!_due.IsEmpty)
        {
            Arm();
        }
    }
}
