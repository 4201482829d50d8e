using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Tests.Sockets;

public sealed class PartialBytesTests
{
    [Fact]
    public void AppendAndConsume_ManyTimes_KeepsTheOrder()
    {
        var partial = new PartialBytes();
        var random = new Random(1);
        var (written, read) = (0, 0);
        for (var round = 0; round < 1000; round++)
        {
            partial.Append([.. Enumerable.Range(0, random.Next(500)).Select(_ => (byte)written++)]);
            var taken = partial.Span[..random.Next(partial.Length + 1)].ToArray();
            partial.Consume(taken.Length);

            Assert.All(taken, value => Assert.Equal((byte)read++, value));
        }

        Assert.Equal(written - read, partial.Length);
    }
}
