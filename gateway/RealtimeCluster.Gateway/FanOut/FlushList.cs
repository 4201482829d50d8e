using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>The receivers that have something waiting from the fan-out, and when it is let go.</summary>
/// <remarks>
/// A flush is a system call, and many of them are what a hot channel costs. What must go now is flushed at the end of each batch;
/// news of members may wait for the next flush: thousands who join one channel at once are told of each other in a few writes
/// instead of one for each. They wait twelve times as long as the last flush took, so that telling takes a thirteenth of the time, but at
/// least <see cref="MinGap"/> and at most <see cref="MaxGap"/>. A single join is never held back. Large lists are spread over the
/// processors. Callers and the timer take turns.
/// </remarks>
internal sealed partial class FlushList : IDisposable
{
    /// <summary>The least time from the end of a flush of what may wait to the next.</summary>
    public static readonly TimeSpan MinGap = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest time that anything waits.</summary>
    public static readonly TimeSpan MaxGap = TimeSpan.FromMilliseconds(100);

    private const int RestFactor = 12;

    private const int MinParallelFlushes = 128;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ILogger<FlushList> _logger;
    private readonly ITimer _timer;
    private List<EventReceiver> _touched = [];
    private List<EventReceiver> _spare = [];
    private long? _lastFlush;
    private TimeSpan _gap = MinGap;
    private bool _isTimerSet;
    private bool _isDisposed;

    public FlushList(TimeProvider time, ILogger<FlushList> logger)
    {
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((FlushList)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that a receiver has something waiting. Only between <see cref="Begin"/> and its end.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="isUrgent">Whether it must go at the end of this batch.</param>
    public void Touch(EventReceiver receiver, bool isUrgent)
    {
        receiver.IsUrgent |= isUrgent;
        if (!receiver.IsTouched)
        {
            receiver.IsTouched = true;
            _touched.Add(receiver);
        }
    }

    /// <summary>Begins a batch: until <see cref="End"/> the timer keeps out.</summary>
    public void Begin() => _gate.Enter();

    /// <summary>Ends a batch and flushes what is due.</summary>
    /// <returns>How many receivers were flushed.</returns>
    public int End()
    {
        try
        {
            return FlushDue();
        }
        finally
        {
            _gate.Exit();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            FlushAll(_touched);
            _touched.Clear();
        }

        _timer.Dispose();
    }

    private int FlushDue()
    {
        if (_lastFlush is { } last && _time.GetElapsedTime(last) is var elapsed && elapsed < _gap && !_isDisposed)
        {
            return FlushUrgent(_gap - elapsed);
        }

        var count = _touched.Count;
        if (_touched.Exists(static receiver => !receiver.IsUrgent))
        {
            FlushNews();
        }
        else
        {
            FlushAll(_touched);
        }

        _touched.Clear();
        return count;
    }

    private void FlushNews()
    {
        var start = _time.GetTimestamp();
        try
        {
            FlushAll(_touched);
        }
        finally
        {
            _lastFlush = _time.GetTimestamp();
            var rest = _time.GetElapsedTime(start) * RestFactor;
            _gap = rest < MinGap ? MinGap : rest > MaxGap ? MaxGap : rest;
        }
    }

    private int FlushUrgent(TimeSpan rest)
    {
        var waiting = _spare;
        waiting.AddRange(_touched.Where(static receiver => !receiver.IsUrgent));
        _touched.RemoveAll(static receiver => !receiver.IsUrgent);
        var count = _touched.Count;
        FlushAll(_touched);
        _touched.Clear();
        (_touched, _spare) = (waiting, _touched);
        if (waiting.Count > 0 && !_isTimerSet)
        {
            _isTimerSet = true;
            _timer.Change(rest, Timeout.InfiniteTimeSpan);
        }

        return count;
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            try
            {
                _isTimerSet = false;
                FlushNews();
            }
            catch (Exception exception)
            {
                // On a timer's thread it would end the process. Who was not flushed is with the next event for it.
                Log.FlushFailed(_logger, exception);
            }
            finally
            {
                _touched.ForEach(static receiver => (receiver.IsTouched, receiver.IsUrgent) = (false, false));
                _touched.Clear();
            }
        }
    }

    private static void FlushAll(List<EventReceiver> receivers)
    {
        if (receivers.Count < MinParallelFlushes || Environment.ProcessorCount == 1)
        {
            Flush(receivers, 0, receivers.Count);
            return;
        }

        var lanes = Math.Min(Environment.ProcessorCount, receivers.Count / (MinParallelFlushes / 2));
        Parallel.For(0, lanes, lane => Flush(receivers, (int)((long)receivers.Count * lane / lanes), (int)((long)receivers.Count * (lane + 1) / lanes)));
    }

    private static void Flush(List<EventReceiver> receivers, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var receiver = receivers[i];
            receiver.IsTouched = false;
            receiver.IsUrgent = false;
            receiver.Flush();
        }
    }
}
