using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Contracts.Tests.Hosting;

/// <summary>What a node adds to the connection string of Redis.</summary>
public sealed class RedisConnectionTests
{
    [Theory]
    [InlineData("one:6379,two:6379", 2)]
    [InlineData("one:6379,two:6379,configCheckSeconds=30", 30)]
    [InlineData("one:6379", 60)]
    public void Parse_SeveralServers_FollowsTheMasterUnlessToldOtherwise(string connection, int seconds)
    {
        var options = RedisConnection.Parse(connection);

        Assert.Equal(seconds, options.ConfigCheckSeconds);
    }
}
