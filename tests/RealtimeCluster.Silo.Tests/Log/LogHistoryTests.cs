using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log;

namespace RealtimeCluster.Silo.Tests.Log;

public sealed class LogHistoryTests
{
    private static readonly Contracts.Gateways.GatewayId Gateway = LogBuilder.Gateway(1);

    [Theory]
    [InlineData(null, 3, new long[] { 3, 4, 5 }, true)]
    [InlineData(null, 5, new long[] { 1, 2, 3, 4, 5 }, true)]
    [InlineData(null, 9, new long[] { 1, 2, 3, 4, 5 }, true)]
    [InlineData(0L, 2, new long[] { 1, 2 }, true)]
    [InlineData(2L, 2, new long[] { 2, 3 }, true)]
    [InlineData(5L, 2, new long[] { 5 }, true)]
    [InlineData(6L, 2, new long[0], true)]
    [InlineData(9L, 2, new long[0], true)]
    public void Read_AllIsKept_IsComplete(long? from, int count, long[] offsets, bool isComplete)
    {
        var page = LogHistory.Read(Fill(LogBuilder.Create(), 5), from, count);

        Assert.Equal(offsets, page.Events.Select(static entry => entry.Offset));
        Assert.Equal(isComplete, page.IsComplete);
        Assert.Equal(new StreamPosition(LogBuilder.Epoch, 5), page.Position);
    }

    [Theory]
    [InlineData(null, 3, new long[] { 3, 4, 5 }, true)]
    [InlineData(null, 4, new long[] { 3, 4, 5 }, false)]
    [InlineData(3L, 9, new long[] { 3, 4, 5 }, true)]
    [InlineData(2L, 9, new long[] { 3, 4, 5 }, false)]
    public void Read_SomeIsNoLongerKept_SaysSo(long? from, int count, long[] offsets, bool isComplete)
    {
        var page = LogHistory.Read(Fill(LogBuilder.Create(maxEventCount: 3), 5), from, count);

        Assert.Equal(offsets, page.Events.Select(static entry => entry.Offset));
        Assert.Equal(isComplete, page.IsComplete);
    }

    [Fact]
    public void Read_EventsThatNobodySees_AreLeftOut()
    {
        var log = LogBuilder.Create();
        log.Apply(LogBuilder.Batch(Gateway, 1, new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = "a", IsResumable = true }));
        log.LoseGateway(Gateway, graceEnd: 1);
        log.Publish([LogBuilder.Publish("one")]);

        var page = LogHistory.Read(log, from: null, count: 2);

        Assert.Equal([1, 3], page.Events.Select(static entry => entry.Offset));
        Assert.True(page.IsComplete);
    }

    [Fact]
    public void Read_NothingEverHappened_IsCompleteAndEmpty()
    {
        var page = LogHistory.Read(LogBuilder.Create(), from: null, count: 5);

        Assert.Empty(page.Events);
        Assert.True(page.IsComplete);
    }

    [Fact]
    public void AddRewinds_JoinAsksForMessages_GetsTheLastBeforeIt()
    {
        var log = LogBuilder.Create();
        log.Apply(LogBuilder.Batch(Gateway, 1, LogBuilder.Publish("1"), LogBuilder.Join("a"), LogBuilder.Publish("2"), LogBuilder.Publish("3")));
        var batch = LogBuilder.Batch(
            Gateway, 2, LogBuilder.Publish("4"), new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = "b", Rewind = 3 }, LogBuilder.Publish("5"));

        var applied = LogHistory.AddRewinds(log, batch, log.Apply(batch));

        var part = Assert.Single(applied.Outgoing);
        Assert.Equal([3, 4, 5], part.Rewind.Select(static entry => entry.Offset));
        Assert.Equal(Gateway, part.ResumedOn);
    }

    [Fact]
    public void AddRewinds_ManyJoinsShareABatch_EachMessageIsThereOnce()
    {
        var log = Fill(LogBuilder.Create(), count: 10);
        ChannelCommand[] joins = [.. Enumerable.Range(1, 50).Select(static i => new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = $"j{i}", Rewind = i % 5 })];
        var batch = LogBuilder.Batch(Gateway, 1, joins);

        var applied = LogHistory.AddRewinds(log, batch, log.Apply(batch));

        Assert.Equal([7, 8, 9, 10], Assert.Single(applied.Outgoing).Rewind.Select(static entry => entry.Offset));
    }

    [Fact]
    public void AddRewinds_AlreadyAMember_GetsNothing()
    {
        var log = LogBuilder.Create();
        log.Apply(LogBuilder.Batch(Gateway, 1, LogBuilder.Publish("1"), LogBuilder.Join("a")));
        var batch = LogBuilder.Batch(Gateway, 2, new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = "a", Rewind = 3 });

        var applied = LogHistory.AddRewinds(log, batch, log.Apply(batch));

        Assert.Empty(applied.Outgoing.SelectMany(static part => part.Rewind));
    }

    private static ChannelLog Fill(ChannelLog log, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.Publish([LogBuilder.Publish("text")]);
        }

        return log;
    }
}
