namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Ends the waits of all that would try again later, when something has changed that makes it worth trying now.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RetryPulse
{
    private TaskCompletionSource _next = NewNext();

    /// <summary>Tries again now.</summary>
    public void Beat() => Interlocked.Exchange(ref _next, NewNext()).TrySetResult();

    /// <summary>Waits for a beat, not longer than a delay.</summary>
    /// <param name="delay">The delay.</param>
    /// <param name="time">Its clock.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitAsync(TimeSpan delay, TimeProvider time)
    {
        var next = Volatile.Read(ref _next).Task;
        using var beaten = new CancellationTokenSource();
        var isBeat = await Task.WhenAny(next, Task.Delay(delay, time, beaten.Token)) == next;
        await beaten.CancelAsync();
        return isBeat;
    }

    private static TaskCompletionSource NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
