namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Tells those who wait when all that one uplink took before has been answered.</summary>
/// <remarks>The uplink's lock guards it.</remarks>
internal sealed class UplinkBarriers
{
    private readonly List<(long Sequence, TaskCompletionSource Passed)> _waiting = [];
    private long _takenCount;
    private long _answeredCount;

    /// <summary>Whether somebody waits.</summary>
    public bool IsAwaited => _waiting.Count > 0;

    /// <summary>Commands were taken.</summary>
    public void Take(int count) => _takenCount += count;

    /// <summary>Completes when all that was taken before has been answered.</summary>
    public Task PassAsync()
    {
        if (_answeredCount == _takenCount)
        {
            return Task.CompletedTask;
        }

        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((_takenCount, passed));
        return passed.Task;
    }

    /// <summary>The next commands, in the order they were taken, were answered or given up.</summary>
    public void Answer(int count)
    {
        _answeredCount += count;
        foreach (var (sequence, passed) in _waiting)
        {
            if (sequence <= _answeredCount)
            {
                passed.TrySetResult();
            }
        }

        _waiting.RemoveAll(barrier => barrier.Sequence <= _answeredCount);
    }
}
