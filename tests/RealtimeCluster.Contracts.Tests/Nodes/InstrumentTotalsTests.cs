using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Contracts.Tests.Nodes;

public sealed class InstrumentTotalsTests
{
    [Fact]
    public void Start_CountersOfThisHost_AreSummedFromThenOn()
    {
        using var host = CreateHost();
        var factory = host.GetRequiredService<IMeterFactory>();
        var meter = factory.Create("test");
        var counter = meter.CreateCounter<long>("events");
        using var totals = new InstrumentTotals(factory, "events", "later");
        counter.Add(5);

        totals.Start();
        totals.Start();
        counter.Add(2);
        counter.Add(3, new KeyValuePair<string, object?>("reason", "x"));
        meter.CreateCounter<long>("later").Add(4);
        meter.CreateCounter<long>("others").Add(100);

        Assert.Equal((5L, 4L), (totals["events"], totals["later"]));
    }

    [Fact]
    public void Start_CountersOfAnotherHost_AreLeftOut()
    {
        using var host = CreateHost();
        using var other = CreateHost();
        using var totals = new InstrumentTotals(host.GetRequiredService<IMeterFactory>(), "events");
        totals.Start();

        other.GetRequiredService<IMeterFactory>().Create("test").CreateCounter<long>("events").Add(1);

        Assert.Equal(0, totals["events"]);
    }

    private static ServiceProvider CreateHost() => new ServiceCollection().AddMetrics().BuildServiceProvider();
}
