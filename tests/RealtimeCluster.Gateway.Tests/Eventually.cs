using System.Diagnostics;

namespace RealtimeCluster.Gateway.Tests;

/// <summary>Waits for something that can be observed and nothing announces.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string expectation)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"Not within {Deadline}: {expectation}");
            await Task.Delay(10);
        }
    }
}
