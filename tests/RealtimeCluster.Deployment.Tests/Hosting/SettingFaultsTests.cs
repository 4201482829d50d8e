using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Observability.Hosting;
using RealtimeCluster.Silo.Hosting;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Hosting;

/// <summary>What an operator hears of faulty settings, of whatever kind and in whatever sections they are.</summary>
public sealed class SettingFaultsTests
{
    [Theory]
    [InlineData("PingInterval UpgradeTimeout", "--Gateway:EngineIO:PingInterval=00:00:00.001", "--Gateway:EngineIO:UpgradeTimeout=00:00:00.001")]
    [InlineData("PingInterval SiloPort MaxFrameBytes", "--Gateway:EngineIO:PingInterval=00:00:00.001", "--Cluster:SiloPort=99999", "--Realtime:Limits:MaxFrameBytes=1")]
    [InlineData("OpenEnvironments SiloPort MaxFrameBytes", "--Realtime:OpenEnvironments=perhaps", "--Cluster:SiloPort=99999", "--Realtime:Limits:MaxFrameBytes=1")]
    [InlineData("PingInterval Window UpgradeTimeout", "--Gateway:EngineIO:PingInterval=abc", "--Gateway:EngineIO:UpgradeTimeout=00:00:00.001", "--Realtime:Recovery:Window=xyz")]
    [InlineData("MaxMessageBytes Window", "--Cluster:MaxMessageBytes=1", "--Realtime:Recovery:Window=00:00:00")]
    [InlineData("ClientPort TrustRefusals Enabled ProbeTimeout", "--Cluster:ClientPort=-1", "--Cluster:TrustRefusals=perhaps", "--Observability:Enabled=5", "--Management:ProbeTimeout=00:00:00")]
    [InlineData("MaxChanelsPerConnection SiloPrt", "--Realtime:Limits:MaxChanelsPerConnection=5", "--Cluster:SiloPrt=5")]
    public void FindSettingFaults_SeveralSections_NamesEachOnce(string settings, params string[] arguments)
    {
        var faults = Find(arguments);

        Assert.Equal(settings.Split(' ').Order(), settings.Split(' ').Where(setting => faults.Any(fault => fault.Contains(setting, StringComparison.Ordinal))).Order());
        Assert.Equal(settings.Split(' ').Length, faults.Count);
    }

    [Theory]
    [InlineData("deploy/local/realtime.json")]
    [InlineData("deploy/kubernetes/config/realtime.json")]
    [InlineData("deploy/compose/config/realtime.json")]
    [InlineData("deploy/systemd/realtime.json")]
    [InlineData("deploy/standalone/appsettings.json")]
    public void FindSettingFaults_WhatWeDeliver_HasNone(string file) =>
        Assert.Empty(Find("--config", Path.Combine(Repository.Root, file), "--Cluster:Redis=127.0.0.1:1"));

    private static IReadOnlyList<string> Find(params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.AddRealtimeConfigFile(arguments);
        builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo().UseRealtimeGateway());
        builder.Services.AddRealtimeGateway();
        builder.AddRealtimeObservability();
        using var host = (IHost)builder.Build();
        return host.FindSettingFaults();
    }
}
