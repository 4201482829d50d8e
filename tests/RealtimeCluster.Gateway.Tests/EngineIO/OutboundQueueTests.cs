using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class OutboundQueueTests
{
    [Fact]
    public void TryEnqueue_NothingWaits_TakesAnySize()
    {
        var queue = new OutboundQueue(10);

        Assert.True(queue.TryEnqueue(OutboundMessage.Binary(new byte[1000])));
        Assert.False(queue.TryEnqueue(OutboundMessage.Binary(new byte[1])));
    }

    [Fact]
    public void TryEnqueue_PastTheBound_RefusesUntilSomethingLeft()
    {
        var queue = new OutboundQueue(20);
        var message = OutboundMessage.Binary(new byte[8]);

        Assert.True(queue.TryEnqueue(message));
        Assert.True(queue.TryEnqueue(message));
        Assert.False(queue.TryEnqueue(message));
        queue.Dequeue();

        Assert.True(queue.TryEnqueue(message));
        Assert.Equal(20, queue.Bytes);
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
                Assert.True(queue.TryEnqueue(message));
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
