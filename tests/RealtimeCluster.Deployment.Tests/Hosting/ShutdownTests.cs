using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Deployment.Tests.Compose;
using RealtimeCluster.Deployment.Tests.Kubernetes;
using RealtimeCluster.Deployment.Tests.Systemd;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Hosting;

/// <summary>Whoever ends a node waits longer than its host, and the host longer than the drain.</summary>
public sealed class ShutdownTests
{
    // What a host does after the drain: hand its channels over, leave the cluster, write what is left.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Kubernetes_WaitsForTheDrain()
    {
        foreach (var name in (string[])["realtime-silo", "realtime-gateway"])
        {
            var seconds = (await Manifests.ReadAsync("Deployment", name)).Text("spec/template/spec/terminationGracePeriodSeconds")!;
            AssertFits("deploy/kubernetes/config/realtime.json", TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Compose_WaitsForTheDrain(string node) => AssertFits(
        "deploy/compose/config/realtime.json",
        TimeSpan.FromSeconds(int.Parse(ComposeFile.Read().Text($"services/{node}/stop_grace_period")!.TrimEnd('s'), CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Systemd_WaitsForTheDrain(string node) => AssertFits(
        "deploy/systemd/realtime.json",
        TimeSpan.FromSeconds(int.Parse(Assert.Single(UnitFile.Read(node)["TimeoutStopSec"]), CultureInfo.InvariantCulture)));

    private static void AssertFits(string settings, TimeSpan patience)
    {
        // As a node reads it, so that a name which nobody reads is seen here.
        string[] arguments = ["--config", Path.Combine(Repository.Root, settings)];
        var builder = Host.CreateApplicationBuilder(arguments);
        builder.AddRealtimeConfigFile(arguments);
        using var host = builder.Build();
        var limit = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        var drain = builder.Configuration.GetSection(EngineIOOptions.SectionName).Get<EngineIOOptions>()!;

        Assert.True(drain.DrainNotice > TimeSpan.Zero, $"{settings}: balancers need a notice.");
        Assert.True(drain.DrainNotice + drain.DrainSpread + (2 * drain.CloseTimeout) + Rest <= limit, $"{settings}: the host stops after {limit}, in the middle of the drain.");
        Assert.True(limit < patience, $"{settings}: the process is killed after {patience}, and its host takes up to {limit}.");
    }
}
