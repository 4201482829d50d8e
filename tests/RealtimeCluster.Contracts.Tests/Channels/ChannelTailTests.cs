using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Tests.Channels;

public sealed class ChannelTailTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryGetAfter_AllKept_ReturnsTheRest()
    {
        var history = Fill(new ChannelTail(10, 10_000, TimeSpan.FromMinutes(1), _time), 5);

        var found = history.TryGetAfter(2, 5, out var events);

        Assert.True(found);
        Assert.Equal([3L, 4, 5], events.Select(static e => e.Offset));
    }

    [Fact]
    public void TryGetAfter_NothingMissed_IsEmpty()
    {
        var history = Fill(new ChannelTail(10, 10_000, TimeSpan.FromMinutes(1), _time), 5);

        Assert.True(history.TryGetAfter(5, 5, out var events));
        Assert.Empty(events);
    }

    [Fact]
    public void Append_PastTheCount_DropsTheOldest()
    {
        var history = Fill(new ChannelTail(3, 10_000, TimeSpan.FromMinutes(1), _time), 5);

        Assert.Equal(3, history.Count);
        Assert.False(history.TryGetAfter(1, 5, out _));
        Assert.True(history.TryGetAfter(2, 5, out _));
    }

    [Fact]
    public void Append_PastTheBytes_DropsTheOldest()
    {
        var history = Fill(new ChannelTail(100, 200, TimeSpan.FromMinutes(1), _time), 5);

        Assert.Equal(3, history.Count);
        Assert.True(history.SizeBytes <= 200);
    }

    [Fact]
    public void SizeBytes_AllIsTooOld_IsZero()
    {
        var history = Fill(new ChannelTail(100, 10_000, TimeSpan.FromMinutes(1), _time), 5);

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(0, history.SizeBytes);
    }

    [Fact]
    public void TryGetAfter_TooOld_IsNotFound()
    {
        var history = Fill(new ChannelTail(100, 10_000, TimeSpan.FromMinutes(1), _time), 5);

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.False(history.TryGetAfter(2, 5, out _));
        Assert.Equal(0, history.Count);
    }

    [Theory]
    [InlineData(1, 5, new long[] { 3, 4, 5 })]
    [InlineData(4, 4, new long[] { 4 })]
    [InlineData(2, 3, new long[] { 3 })]
    [InlineData(6, 9, new long[0])]
    [InlineData(1, 2, new long[0])]
    public void Slice_OfWhatIsKept_IsDense(long from, long to, long[] expected)
    {
        var tail = Fill(new ChannelTail(3, 10_000, TimeSpan.FromMinutes(1), _time), 5);

        Assert.Equal(expected, tail.Slice(from, to).Select(static channelEvent => channelEvent.Offset));
        Assert.Equal(3, tail.StartOffset(lastOffset: 5));
    }

    [Fact]
    public void Slice_TooOld_StaysReadableUntilTrimmed()
    {
        var tail = Fill(new ChannelTail(100, 10_000, TimeSpan.FromMinutes(1), _time), 5);
        _time.Advance(TimeSpan.FromMinutes(2));

        var before = tail.Slice(1, 5);
        tail.Trim();

        Assert.Equal(5, before.Length);
        Assert.Empty(tail.Slice(1, 5));
        Assert.Equal(6, tail.StartOffset(lastOffset: 5));
    }

    private static ChannelTail Fill(ChannelTail history, int count)
    {
        for (var offset = 1; offset <= count; offset++)
        {
            history.Append(new ChannelEvent { Kind = ChannelEventKind.Message, Offset = offset });
        }

        return history;
    }
}
