using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Tests.Runs;

/// <summary>Clients are spread over channels evenly.</summary>
public sealed class ChannelPlanTests
{
    [Fact]
    public void Make_FiveHundredClients_FillsEveryChannelAlike()
    {
        var plan = ChannelPlan.Make(clientCount: 500, channelsPerClient: 5, memberCount: 10, new Random(1));

        var sizes = plan.SelectMany(static channels => channels).GroupBy(static channel => channel).Select(static group => group.Count()).ToArray();
        Assert.Equal(250, sizes.Length);
        Assert.All(sizes, static size => Assert.Equal(10, size));
        Assert.All(plan, static channels => Assert.Equal(5, channels.Distinct().Count()));
    }
}
