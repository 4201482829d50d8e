using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class RecoveryClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void NextLife_ClockIsSetBack_StillGrows()
    {
        var steps = new SteppedTime(_time);
        var clock = Create(steps);
        var before = clock.NextLife();

        steps.Offset = TimeSpan.FromHours(-1);

        Assert.True(clock.NextLife() > before);
    }

    [Fact]
    public void NextLife_ManyInOneMillisecond_Grow()
    {
        var clock = Create(_time);

        var lives = Enumerable.Range(0, 1000).Select(_ => clock.NextLife()).ToArray();

        Assert.Equal(lives.Distinct().Order(), lives);
    }

    [Fact]
    public void NextLifeAfter_OneOfAClockThatIsAhead_IsHigherAndSoAreAllThatFollow()
    {
        var ahead = Create(new SteppedTime(_time) { Offset = TimeSpan.FromHours(1) }).NextLife();
        var clock = Create(_time);

        var next = clock.NextLifeAfter(ahead);

        Assert.True(next > ahead);
        Assert.True(clock.NextLife() > next);
    }

    [Fact]
    public void IsAhead_OnlyOfAClockThatIsAhead()
    {
        var clock = Create(_time);
        var earlier = clock.NextLife();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(clock.IsAhead(earlier));
        Assert.True(clock.IsAhead(Create(new SteppedTime(_time) { Offset = TimeSpan.FromHours(1) }).NextLife()));
    }

    private static RecoveryClock Create(TimeProvider time) => new(Options.Create(new RecoveryOptions()), time);

    /// <summary>A clock that is set while it runs: what the calendar says jumps, what is measured does not.</summary>
    private sealed class SteppedTime(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override long TimestampFrequency => inner.TimestampFrequency;
    }
}
