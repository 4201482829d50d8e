using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Tests.FanOut;

public class FlushListTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void End_NewsOfMembersAfterAQuietTime_GoesAtOnce()
    {
        using var list = new FlushList(_time, NullLogger<FlushList>.Instance);
        var receiver = new FakeReceiver("a");

        Batch(list, (receiver, false));
        _time.Advance(FlushList.MinGap);
        Batch(list, (receiver, false));

        Assert.Equal(2, receiver.FlushCount);
    }

    [Fact]
    public void End_NewsOfMembersInAStorm_GoesOnceAGap()
    {
        using var list = new FlushList(_time, NullLogger<FlushList>.Instance);
        var receiver = new FakeReceiver("a");
        Batch(list, (receiver, false));

        for (var i = 0; i < 10; i++)
        {
            Batch(list, (receiver, false));
        }

        Assert.Equal(1, receiver.FlushCount);
        _time.Advance(FlushList.MinGap);
        Assert.Equal(2, receiver.FlushCount);
        _time.Advance(FlushList.MinGap);
        Assert.Equal(2, receiver.FlushCount);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 60)]
    [InlineData(900, 100)]
    public void End_NewsOfMembersThatTookLongToTell_RestsTwelveTimesAsLong(int tookMilliseconds, int restMilliseconds)
    {
        using var list = new FlushList(_time, NullLogger<FlushList>.Instance);
        var receiver = new FakeReceiver("a") { OnFlush = () => _time.Advance(TimeSpan.FromMilliseconds(tookMilliseconds)) };
        Batch(list, (receiver, false));
        receiver.OnFlush = null;

        Batch(list, (receiver, false));
        _time.Advance(TimeSpan.FromMilliseconds(restMilliseconds - 1));
        Assert.Equal(1, receiver.FlushCount);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, receiver.FlushCount);
    }

    [Fact]
    public void End_AMessageInAStorm_GoesAtOnceAndTakesAlongWhatWaited()
    {
        using var list = new FlushList(_time, NullLogger<FlushList>.Instance);
        var urgent = new FakeReceiver("a");
        var other = new FakeReceiver("b");
        Batch(list, (urgent, false), (other, false));

        Batch(list, (urgent, false), (other, false));
        Batch(list, (urgent, true));

        Assert.Equal((2, 1), (urgent.FlushCount, other.FlushCount));
        _time.Advance(FlushList.MinGap);
        Assert.Equal((2, 2), (urgent.FlushCount, other.FlushCount));
    }

    [Fact]
    public void OnTimer_AReceiverFails_EndsNeitherTheProcessNorTheOthers()
    {
        using var list = new FlushList(_time, NullLogger<FlushList>.Instance);
        var failing = new FakeReceiver("a");
        var other = new FakeReceiver("b");
        Batch(list, (failing, false), (other, false));
        Batch(list, (failing, false), (other, false));
        failing.Fails = true;

        _time.Advance(FlushList.MinGap);
        failing.Fails = false;
        _time.Advance(FlushList.MinGap);
        Batch(list, (failing, true), (other, true));

        Assert.Equal((2, 2), (failing.FlushCount, other.FlushCount));
    }

    [Fact]
    public void List_RandomUse_LeavesNobodyUnflushedAfterAGap() =>
        Gen.Select(Gen.Int[0, 5], Gen.Bool, Gen.Int[0, 7]).Array[0, 80].Sample(static steps =>
        {
            var time = new FakeTimeProvider();
            using var list = new FlushList(time, NullLogger<FlushList>.Instance);
            FakeReceiver[] receivers = [.. Enumerable.Range(0, 6).Select(static i => new FakeReceiver($"r{i}"))];
            foreach (var (number, isUrgent, milliseconds) in steps)
            {
                var before = receivers[number].FlushCount;
                Batch(list, (receivers[number], isUrgent));
                Assert.True(!isUrgent || receivers[number].FlushCount == before + 1);
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            }

            time.Advance(FlushList.MinGap);
            Assert.All(receivers, static receiver => Assert.False(receiver.IsTouched || receiver.IsUrgent));
        });

    private static void Batch(FlushList list, params (FakeReceiver Receiver, bool IsUrgent)[] touched)
    {
        list.Begin();
        foreach (var (receiver, isUrgent) in touched)
        {
            list.Touch(receiver, isUrgent);
        }

        list.End();
    }
}
