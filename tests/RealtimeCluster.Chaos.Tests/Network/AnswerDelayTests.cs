using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Tests.Network;

/// <summary>Answers are delayed within their range, and stand still now and then.</summary>
public sealed class AnswerDelayTests
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Release_WithoutStall_LiesInTheRange()
    {
        var delay = new AnswerDelay(Least, Most, TimeSpan.Zero, new Random(1));

        Assert.All(Enumerable.Range(0, 1000).Select(static number => TimeSpan.FromSeconds(number)), now => Assert.InRange(delay.Release(now) - now, Least, Most));
    }

    [Fact]
    public void Release_WithStall_HoldsAllAnswersUpNowAndThen()
    {
        var stall = TimeSpan.FromSeconds(5);
        var delay = new AnswerDelay(Least, Most, stall, new Random(1));

        var delays = Enumerable.Range(0, 3000).Select(static number => number * TimeSpan.FromMilliseconds(100)).Select(now => delay.Release(now) - now).ToArray();

        Assert.All(delays, length => Assert.InRange(length, Least, stall));
        Assert.InRange(delays.Count(length => length > TimeSpan.FromSeconds(2)), 50, 600);
        Assert.True(delays.Count(static length => length <= Most) > 2000);
    }
}
