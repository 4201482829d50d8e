using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Tests.Network;

/// <summary>One request in ten meets a fault, each as often as the others.</summary>
public sealed class FaultChooserTests
{
    [Fact]
    public void Next_ManyRequests_OneInTenFailsInEveryWay()
    {
        var chooser = new FaultChooser(new Random(1));

        var counts = Enumerable.Range(0, 10_000).Select(_ => chooser.Next()).CountBy(static fault => fault).ToDictionary();

        Assert.InRange(10_000 - counts[RequestFault.None], 900, 1100);
        Assert.All(Enum.GetValues<RequestFault>().Except([RequestFault.None]), fault => Assert.InRange(counts[fault], 200, 300));
    }

    [Fact]
    public void Between_AnyTime_LiesInTheRange()
    {
        var chooser = new FaultChooser(new Random(1));
        var (least, most) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(chooser.Between(least, most), least, most));
    }
}
