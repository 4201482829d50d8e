using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Tests.Runs;

/// <summary>Real clients take turns over libraries and transports.</summary>
public sealed class RealClientPlanTests
{
    private static readonly int[][] Channels = [[1, 2], [3, 4]];

    [Fact]
    public void MakeOfEachKind_TwiceAsManyAsKinds_HasEachTwice()
    {
        var clients = RealClientPlan.MakeOfEachKind(18, Channels);

        var kinds = clients.CountBy(static client => $"{client.Library} {string.Join('+', client.Transports!)}").ToDictionary();
        Assert.Equal(9, kinds.Count);
        Assert.All(kinds.Values, static count => Assert.Equal(2, count));
        Assert.Equal(9, clients.Select(static client => client.Name).Distinct().Count());
        Assert.Equal(9, clients.Count(static client => client.Channels[0] == 1));
    }

    [Fact]
    public void Make_Two_HasTwoOfEachLibrary()
    {
        var clients = RealClientPlan.Make(2, ["websocket"], Channels);

        Assert.Equal(["socket.io", "altogic", "socket.io", "altogic"], clients.Select(static client => client.Name));
    }
}
