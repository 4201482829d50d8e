using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Tests.Connections;

public sealed class AckNumbersTests
{
    [Fact]
    public void TryTake_AgainOnOneTransport_IsAnotherMessage()
    {
        var numbers = new AckNumbers();

        Assert.Equal([true, true, false, true, false], new long[] { 7, 3, 7, 0, 3 }.Select(numbers.TryTake));
    }

    [Fact]
    public void TryTake_ClientThatCounts_IsNewHoweverManyThereWere()
    {
        var numbers = new AckNumbers();

        Assert.All(Enumerable.Range(5, 10_000), number => Assert.True(numbers.TryTake(number)));
        Assert.False(numbers.TryTake(10_004));
    }

    [Fact]
    public void TryTake_ClientThatDraws_NeverTakesANumberTwice()
    {
        var numbers = new AckNumbers();
        var random = new Random(1);
        var taken = new HashSet<long>();

        for (var i = 0; i < 10_000; i++)
        {
            var number = random.Next(999);
            Assert.False(numbers.TryTake(number) && !taken.Add(number));
        }
    }
}
