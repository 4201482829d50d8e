using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Diagnostics;

namespace RealtimeCluster.Contracts.Tests.Streams;

public sealed class OutboxRegistryTests : IDisposable
{
    private static readonly SiloAddress Owner = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 2), 1);
    private static readonly SiloAddress Node = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("left", SiloStatus.ShuttingDown, SiloStatus.Stopping, SiloStatus.Dead)]
    [InlineData("lost", SiloStatus.Active, SiloStatus.Dead)]
    public async Task Watch_ANodeDies_CountsHowItWent(string how, params SiloStatus[] statuses)
    {
        using var metrics = new ClusteringMetrics(_services.GetRequiredService<IMeterFactory>());
        using var reader = new MetricReader(_services, ClusteringMetrics.MeterName);
        using var stopping = new CancellationTokenSource();
        var membership = new FakeMembership(Owner, Node);
        using var registry = new OutboxRegistry(
            Stand.In<ILocalSiloDetails>(static _ => Node),
            Stand.In<ISiloStatusOracle>(static _ => null),
            membership.Losses,
            Stand.In<IGatewayInboxClient>(static _ => null),
            Options.Create(new OutboxOptions()),
            Stand.In<INodeSuspicion>(static _ => null),
            metrics,
            NullLogger<Outbox>.Instance);
        var watching = registry.WatchAsync(stopping.Token);

        foreach (var status in statuses)
        {
            membership.Set(Node, status);
            await membership.TellAsync();
        }

        await stopping.CancelAsync();
        await watching.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((1, 0), (reader[$"realtime.cluster.nodes_gone/{how}"], reader[$"realtime.cluster.nodes_gone/{(how == "left" ? "lost" : "left")}"]));
    }
}
