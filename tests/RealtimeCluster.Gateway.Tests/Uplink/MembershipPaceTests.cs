using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public sealed class MembershipPaceTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Begin_FirstAndAfterAGap_DoesNotWait()
    {
        var pace = new MembershipPace(Gap, _time);

        Assert.Null(pace.Begin());
        _time.Advance(Gap);
        Assert.Null(pace.Begin());
    }

    [Fact]
    public async Task Begin_TooSoon_RestsUntilTheGapHasPassed()
    {
        var pace = new MembershipPace(Gap, _time);
        Assert.Null(pace.Begin());
        _time.Advance(Tick);

        var rest = pace.Begin();
        Assert.NotNull(rest);
        _time.Advance(Gap - Tick - Tick);
        Assert.False(rest.IsCompleted);
        _time.Advance(Tick);

        await rest.WaitAsync(Deadline);
        Assert.Null(pace.Begin());
    }

    [Fact]
    public async Task Hurry_WhileItRests_EndsTheRest()
    {
        var pace = new MembershipPace(Gap, _time);
        Assert.Null(pace.Begin());
        var rest = pace.Begin();
        Assert.NotNull(rest);

        pace.Hurry();

        await rest.WaitAsync(Deadline);
    }

    [Fact]
    public void Begin_NoGap_NeverWaits()
    {
        var pace = new MembershipPace(TimeSpan.Zero, _time);

        Assert.Null(pace.Begin());
        Assert.Null(pace.Begin());
    }
}
