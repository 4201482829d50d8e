using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Connections;

namespace RealtimeCluster.Contracts.Tests.Connections;

public sealed class ConnectionIdTests
{
    private static readonly SiloAddress Gateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    [Fact]
    public void New_AnyGateway_IsTwentyOfTheAlphabet() => Assert.Matches("^[A-Za-z0-9_-]{20}$", ConnectionId.New(Gateway));

    [Fact]
    public void New_ManyTimes_IsNeverTheSame() =>
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(static _ => ConnectionId.New(Gateway)).Distinct().Count());

    [Fact]
    public void TagOf_AnyGateway_IsWhatItsIdsBeginWith() =>
        Assert.StartsWith(ConnectionId.TagOf(Gateway), ConnectionId.New(Gateway), StringComparison.Ordinal);

    [Fact]
    public void IsOf_OwnAndOtherGateway_TellsThemApart()
    {
        var id = ConnectionId.New(Gateway);
        var restarted = SiloAddress.New(Gateway.Endpoint, 2);

        Assert.True(ConnectionId.IsOf(id, Gateway));
        Assert.False(ConnectionId.IsOf(id, restarted));
        Assert.False(ConnectionId.IsOf("short", Gateway));
    }

    [Fact]
    public void New_EachShard_IsNamedByTheId()
    {
        var tag = ConnectionId.TagOf(Gateway);

        Assert.All(Enumerable.Range(0, ConnectionId.ShardCount), shard => Assert.Equal(shard, ConnectionId.ShardOf(ConnectionId.New(tag, shard))));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectionId.New(tag, ConnectionId.ShardCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectionId.New(tag, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectionId.New("tag", 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no id at all!")]
    [InlineData("\ud800")]
    public void ShardOf_NoId_IsAShardAllTheSame(string text) => Assert.Equal(0, ConnectionId.ShardOf(text));
}
