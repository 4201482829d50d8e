using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public class RetryPulseTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly RetryPulse _pulse = new();

    [Fact]
    public async Task Beat_ManyWait_EndsAllWaits()
    {
        Task<bool>[] waits = [_pulse.WaitAsync(Delay, _time), _pulse.WaitAsync(Delay * 60, _time)];

        _pulse.Beat();

        Assert.All(await Task.WhenAll(waits).WaitAsync(Deadline), Assert.True);
    }

    [Fact]
    public async Task WaitAsync_NoBeat_EndsWithTheDelay()
    {
        var wait = _pulse.WaitAsync(Delay, _time);

        _time.Advance(Delay);

        Assert.False(await wait.WaitAsync(Deadline));
    }

    [Fact]
    public async Task WaitAsync_AfterABeat_WaitsForTheNextOne()
    {
        _pulse.Beat();

        var wait = _pulse.WaitAsync(Delay, _time);

        Assert.False(wait.IsCompleted);
        _time.Advance(Delay);
        Assert.False(await wait.WaitAsync(Deadline));
    }
}
