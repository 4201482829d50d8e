using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public sealed class UplinkQueueTests
{
    [Fact]
    public void TakeBatch_MoreThanACallHolds_TakesThemInOrderAndCountsTheRest()
    {
        var queue = new UplinkQueue(new UplinkOptions { MaxBatchCount = 2 });
        foreach (var id in new[] { "a", "b", "c" })
        {
            queue.Enqueue(Publish(id));
        }

        Assert.Equal(["a", "b"], queue.TakeBatch().Select(static pending => pending.Command.ConnectionId));
        Assert.Equal((1, (long)Publish("c").Command.SizeBytes), (queue.Count, queue.Bytes));
        Assert.Equal(["c"], queue.TakeBatch().Select(static pending => pending.Command.ConnectionId));
        Assert.Empty(queue.TakeBatch());
        Assert.Equal((0, 0L), (queue.Count, queue.Bytes));
    }

    [Fact]
    public void TakeBatch_OneLargerThanACall_GoesAlone()
    {
        var queue = new UplinkQueue(new UplinkOptions { MaxBatchBytes = 1_000 });
        queue.Enqueue(Publish("small"));
        queue.Enqueue(Publish("large", bytes: 2_000));
        queue.Enqueue(Publish("next"));

        Assert.Equal(["small", "large", "next"], new[] { queue.TakeBatch(), queue.TakeBatch(), queue.TakeBatch() }.Select(static batch => Assert.Single(batch).Command.ConnectionId));
    }

    [Fact]
    public void IsFullFor_TooManyBytesWait_RefusesMoreButNeverTheFirst()
    {
        var queue = new UplinkQueue(new UplinkOptions { MaxBytes = 1_000 });
        var large = Publish("large", bytes: 5_000);

        Assert.False(queue.IsFullFor(large));
        queue.Enqueue(large);
        Assert.True(queue.IsFullFor(Publish("next")));
    }

    [Fact]
    public void IsFullFor_TooManyWait_RefusesMore()
    {
        var queue = new UplinkQueue(new UplinkOptions { MaxCommandCount = 2 });
        queue.Enqueue(Publish("a"));

        Assert.False(queue.IsFullFor(Publish("b")));
        queue.Enqueue(Publish("b"));
        Assert.True(queue.IsFullFor(Publish("c")));
    }

    [Fact]
    public void MayGather_OnlyJoinsAndLeavesThatFillNoCall()
    {
        var queue = new UplinkQueue(new UplinkOptions { MaxBatchCount = 3 });
        var states = new List<bool> { queue.MayGather };

        queue.Enqueue(Of(ChannelCommandKind.Join, "a"));
        states.Add(queue.MayGather);
        queue.Enqueue(Publish("b"));
        states.Add(queue.MayGather);
        queue.TakeBatch();
        queue.Enqueue(Of(ChannelCommandKind.Leave, "c"));
        queue.Enqueue(Of(ChannelCommandKind.Join, "d"));
        states.Add(queue.MayGather);
        queue.Enqueue(Of(ChannelCommandKind.Leave, "e"));
        states.Add(queue.MayGather);

        Assert.Equal([false, true, false, true, false], states);
    }

    private static PendingCommand Publish(string id, int bytes = 0) => Of(ChannelCommandKind.Publish, id, bytes);

    private static PendingCommand Of(ChannelCommandKind kind, string id, int bytes = 0) =>
        new(new ChannelCommand { Kind = kind, ConnectionId = id, Payload = bytes == 0 ? null : new Payload(new byte[bytes]) }, null);
}
