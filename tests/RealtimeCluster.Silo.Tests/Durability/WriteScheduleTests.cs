using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class WriteScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(4);

    private readonly FakeTimeProvider _time = new();
    private readonly WriteSchedule _schedule;

    public WriteScheduleTests() => _schedule = new WriteSchedule(Interval, MaxRetryDelay, _time);

    [Fact]
    public void IsDue_NothingChanged_IsNot()
    {
        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(_schedule.IsDue);
        Assert.Equal(TimeSpan.Zero, _schedule.Lag);
    }

    [Fact]
    public void IsDue_FirstChange_IsAtOnce()
    {
        var wasClean = _schedule.Change();

        Assert.True(wasClean);
        Assert.True(_schedule.IsDue);
        Assert.False(_schedule.Change());
    }

    [Fact]
    public void IsDue_ChangedAgainAfterAWrite_WaitsForTheInterval()
    {
        Write(TimeSpan.Zero);
        _schedule.Change();

        var before = _schedule.IsDue;
        _time.Advance(Interval);

        Assert.False(before);
        Assert.True(_schedule.IsDue);
    }

    [Fact]
    public void IsDue_WriteTookLong_RestsTenTimesAsLong()
    {
        Write(TimeSpan.FromSeconds(3));
        _schedule.Change();

        _time.Advance(TimeSpan.FromSeconds(29));
        var before = _schedule.IsDue;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(before);
        Assert.True(_schedule.IsDue);
    }

    [Fact]
    public void IsDue_WhileWriting_IsNot()
    {
        _schedule.Change();
        _schedule.Begin();
        _schedule.Change();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.False(_schedule.IsDue);
    }

    [Fact]
    public void IsDirty_ChangedWhileWriting_Stays()
    {
        _schedule.Change();
        _schedule.Begin();
        _time.Advance(TimeSpan.FromSeconds(2));
        _schedule.Change();
        _time.Advance(TimeSpan.FromSeconds(3));
        _schedule.Succeed();

        Assert.True(_schedule.IsDirty);
        Assert.Equal(TimeSpan.FromSeconds(3), _schedule.Lag);
    }

    [Fact]
    public void Lag_WriteFailed_GrowsFromTheFirstChange()
    {
        _schedule.Change();
        _time.Advance(TimeSpan.FromSeconds(2));
        _schedule.Begin();
        _schedule.Change();
        _time.Advance(TimeSpan.FromSeconds(5));
        _schedule.Fail();

        Assert.Equal(TimeSpan.FromSeconds(7), _schedule.Lag);
    }

    [Fact]
    public void Fail_AgainAndAgain_DoublesThePauseUpToItsBound()
    {
        _schedule.Change();
        var pauses = new List<double>();

        for (var i = 0; i < 5; i++)
        {
            _schedule.Begin();
            _schedule.Fail();
            var seconds = 0.0;
            while (!_schedule.IsDue)
            {
                _time.Advance(TimeSpan.FromSeconds(0.5));
                seconds += 0.5;
            }

            pauses.Add(seconds);
        }

        Assert.Equal([1, 2, 4, 4, 4], pauses);
    }

    [Fact]
    public void Fail_AfterASuccess_BeginsWithTheShortestPause()
    {
        _schedule.Change();
        _schedule.Begin();
        _schedule.Fail();
        _schedule.Begin();
        _schedule.Fail();
        Write(TimeSpan.Zero);
        _schedule.Change();
        _schedule.Begin();
        _schedule.Fail();

        _time.Advance(Interval);

        Assert.True(_schedule.IsDue);
    }

    private void Write(TimeSpan duration)
    {
        _schedule.Change();
        _schedule.Begin();
        _time.Advance(duration);
        _schedule.Succeed();
    }
}
