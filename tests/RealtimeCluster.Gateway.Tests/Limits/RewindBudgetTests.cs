using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.Tests.Limits;

public sealed class RewindBudgetTests
{
    private const int Hundred = 100;

    private readonly FakeTimeProvider _time = new();
    private readonly LimitsOptions _limits = new();

    [Fact]
    public void TryAsk_SameChannelAgainAndAgain_GetsATrickle()
    {
        var budget = new RewindBudget(_limits, _time);
        var sent = 0L;
        for (var second = 0; second < 600; second++, _time.Advance(TimeSpan.FromSeconds(1)))
        {
            for (var i = 0; i < 20 && budget.TryAsk(Hundred); i++)
            {
                budget.Charge(Channel(0), Hundred, _limits.MaxRewindBytes);
                sent += _limits.MaxRewindBytes;
            }
        }

        // The burst and ten minutes, of which all but the first counts 32 times.
        Assert.InRange(sent, 1, ((_limits.RewindBurstBytes + (600 * _limits.RewindBytesPerSecond)) / RewindBudget.RepeatFactor) + (3 * _limits.MaxRewindBytes));
    }

    [Fact]
    public void TryAsk_ManyChannelsOnce_AllAreGiven()
    {
        var budget = new RewindBudget(_limits, _time);

        for (var i = 0; i < 150; i++)
        {
            Assert.True(budget.TryAsk(50));
            budget.Charge(Channel(i), 50, 50_000);
        }
    }

    [Fact]
    public void TryAsk_ManyAtOnceBeforeAnythingCame_AreBounded()
    {
        var budget = new RewindBudget(_limits, _time);

        var count = Enumerable.Range(0, 10_000).Count(_ => budget.TryAsk(Hundred));

        Assert.InRange(count, 50, 100);
    }

    [Fact]
    public void TryAsk_LittleOfOneChannelNowAndThen_IsAlwaysGiven()
    {
        var budget = new RewindBudget(_limits, _time);
        for (var i = 0; i < 500; i++, _time.Advance(TimeSpan.FromSeconds(2)))
        {
            Assert.True(budget.TryAsk(20));
            budget.Charge(Channel(i % 3), 20, 5_000);
        }
    }

    private static ChannelKey Channel(int number) => ChannelKey.ForChannel("shop", $"c{number}");
}
