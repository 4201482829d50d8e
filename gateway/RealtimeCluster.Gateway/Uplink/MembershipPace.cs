namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Keeps a gap between the calls that tell a channel's owner of joins and leaves only, so that many of them share one.</summary>
/// <remarks>The uplink's lock guards it.</remarks>
internal sealed class MembershipPace(TimeSpan gap, TimeProvider time)
{
    private long? _lastCall;
    private TaskCompletionSource? _rest;

    /// <summary>Notes that a call leaves now.</summary>
    /// <returns><see langword="null"/> then. When the last one left too lately: completes when it is time to ask again.</returns>
    public Task? Begin()
    {
        var now = time.GetTimestamp();
        if (_lastCall is { } last && gap - time.GetElapsedTime(last, now) is var rest && rest > TimeSpan.Zero)
        {
            return RestAsync(rest);
        }

        _lastCall = now;
        return null;
    }

    /// <summary>Something waits now that must not.</summary>
    public void Hurry() => _rest?.TrySetResult();

    private async Task RestAsync(TimeSpan rest)
    {
        var ended = _rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), ended, rest, Timeout.InfiniteTimeSpan);
        await ended.Task.ConfigureAwait(false);
    }
}
