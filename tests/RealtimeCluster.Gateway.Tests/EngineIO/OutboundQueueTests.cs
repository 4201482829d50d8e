using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class OutboundQueueTests
{
    [Fact]
    public void TryEnqueue_NothingWaits_TakesAnySize()
    {
        var queue = new OutboundQueue(10);

        Assert.True(queue.TryEnqueue(OutboundMessage.Binary(new byte[1000]), out _));
        Assert.False(queue.TryEnqueue(OutboundMessage.Binary(new byte[1]), out _));
    }

    [Fact]
    public void TryEnqueue_BehindWhatWasMissed_CountsOnlyWhatCameSince()
    {
        var queue = new OutboundQueue(20);
        var message = OutboundMessage.Binary(new byte[8]);
        for (var i = 0; i < 10; i++)
        {
            queue.EnqueueMissed(message);
        }

        Assert.True(queue.TryEnqueue(message, out _));
        Assert.True(queue.TryEnqueue(message, out _));
        Assert.False(queue.TryEnqueue(message, out _));
        for (var i = 0; i < 10; i++)
        {
            queue.Dequeue();
        }

        Assert.False(queue.TryEnqueue(message, out _));
        queue.Dequeue();
        Assert.True(queue.TryEnqueue(message, out _));
    }

    [Fact]
    public void TryEnqueue_PastTheBound_RefusesUntilSomethingLeft()
    {
        var queue = new OutboundQueue(20);
        var message = OutboundMessage.Binary(new byte[8]);

        Assert.True(queue.TryEnqueue(message, out _));
        Assert.True(queue.TryEnqueue(message, out _));
        Assert.False(queue.TryEnqueue(message, out _));
        queue.Dequeue();

        Assert.True(queue.TryEnqueue(message, out _));
        Assert.Equal(20, queue.Bytes);
    }

    [Fact]
    public void TryEnqueue_DropOldest_KeepsTheNewestAndWhatMustArrive()
    {
        var queue = new OutboundQueue(100) { Policy = SlowConsumerPolicy.DropOldest };
        var needed = OutboundMessage.Binary(new byte[8]);
        queue.Enqueue(needed);
        var droppable = Enumerable.Range(0, 50).Select(_ => OutboundMessage.Create("4"u8, new byte[7], default, [], "channel")).ToArray();

        var droppedCount = 0;
        foreach (var message in droppable)
        {
            Assert.True(queue.TryEnqueue(message, out var dropped));
            droppedCount += dropped;
        }

        var kept = queue.TakeAll();
        Assert.Same(needed, kept[0]);
        Assert.Equal(droppable[^(kept.Length - 1)..], kept[1..]);
        Assert.Equal(droppable.Length, droppedCount + kept.Length - 1);
        Assert.True(kept.Length > 5);
    }

    [Fact]
    public void TryEnqueue_DropOldest_NothingMayBeMissed_Refuses()
    {
        var queue = new OutboundQueue(20) { Policy = SlowConsumerPolicy.DropOldest };
        queue.Enqueue(OutboundMessage.Binary(new byte[8]));
        queue.Enqueue(OutboundMessage.Binary(new byte[8]));

        Assert.False(queue.TryEnqueue(OutboundMessage.Binary(new byte[8]), out var droppedCount));
        Assert.Equal((0, 2), (droppedCount, queue.Count));
    }

    [Fact]
    public void TryEnqueue_Conflate_KeepsTheNewestOfEachSubjectInOrder()
    {
        var queue = new OutboundQueue(60) { Policy = SlowConsumerPolicy.Conflate };
        OutboundMessage About(string subject) => OutboundMessage.Create("4"u8, new byte[7], default, [], subject);
        OutboundMessage[] messages = [About("a"), About("b"), About("a"), About("c"), About("b"), About("a"), About("c")];

        foreach (var message in messages)
        {
            Assert.True(queue.TryEnqueue(message, out _));
        }

        Assert.Equal([messages[4], messages[5], messages[6]], queue.TakeAll());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TryEnqueue_RandomSubjects_NeverPassesTheBoundNorLosesTheNewest(int seed)
    {
        var random = new Random(seed);
        var queue = new OutboundQueue(1_000) { Policy = seed == 3 ? SlowConsumerPolicy.DropOldest : SlowConsumerPolicy.Conflate };
        for (var i = 0; i < 20_000; i++)
        {
            var newest = OutboundMessage.Create("4"u8, new byte[random.Next(60)], default, [], random.Next(8));
            if (queue.TryEnqueue(newest, out _))
            {
                Assert.True(queue.Bytes <= 1_000);
                var all = queue.TakeAll();
                Assert.Same(newest, all[^1]);
                Array.ForEach(all, queue.Enqueue);
            }

            if (random.Next(10) == 0 && queue.Count > 0)
            {
                queue.Dequeue();
            }

            var waiting = queue.TakeAll();
            Assert.Equal((0, 0L), (queue.Count, queue.Bytes));
            Array.ForEach(waiting, queue.Enqueue);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Queue_RandomUse_KeepsTheOrderAndCountsTheBytes(int seed)
    {
        var random = new Random(seed);
        var queue = new OutboundQueue(int.MaxValue);
        var model = new Queue<OutboundMessage>();
        var buffer = new byte[64];

        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(100) < 52)
            {
                var message = OutboundMessage.Binary(new byte[random.Next(30)]);
                Assert.True(queue.TryEnqueue(message, out _));
                model.Enqueue(message);
            }
            else if (random.Next(2) == 0 && model.Count > 0)
            {
                Assert.Same(model.Dequeue(), queue.Dequeue());
            }
            else
            {
                for (var drained = queue.Drain(buffer); drained > 0;)
                {
                    drained -= model.Dequeue().SizeBytes;
                }
            }

            Assert.Equal((model.Count, model.Sum(message => (long)message.SizeBytes)), (queue.Count, queue.Bytes));
        }
    }
}
