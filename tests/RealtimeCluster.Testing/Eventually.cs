using System.Diagnostics;

namespace RealtimeCluster.Testing;

/// <summary>Waits for something that can be observed and nothing announces.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Looks until it is so.</summary>
    /// <param name="condition">What is to be.</param>
    /// <param name="expectation">The same in words.</param>
    /// <exception cref="TimeoutException">It did not come to be.</exception>
    public static async Task TrueAsync(Func<bool> condition, string expectation)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"Not within {Deadline}: {expectation}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Asks until it is so.</summary>
    /// <param name="condition">What is to be.</param>
    /// <param name="expectation">The same in words.</param>
    /// <param name="deadline">How long to ask.</param>
    /// <exception cref="TimeoutException">It did not come to be.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string expectation, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"Not within {deadline}: {expectation}");
            }

            await Task.Delay(100);
        }
    }
}
