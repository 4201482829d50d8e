using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.CommandLine;
using RealtimeCluster.Chaos.Faults;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Reports;
using RealtimeCluster.Chaos.Runs;
using RealtimeCluster.Chaos.Strangers;

namespace RealtimeCluster.Chaos.Tests.Runs;

/// <summary>Short runs of the kit against real processes.</summary>
public sealed class ChaosRunTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Run_WithoutFaults_ViolatesNothing()
    {
        var findings = await RunAsync(new ChaosOptions { Duration = TimeSpan.FromSeconds(10) });

        AssertClean(findings);
        Assert.Equal(0, findings.ReconnectCount);
    }

    [Fact]
    public async Task Run_GatewayAndThenSiloKilled_ViolatesNothing()
    {
        var findings = await RunAsync(new ChaosOptions
        {
            Faults = [FaultKind.KillGateway, FaultKind.KillSilo],
            Every = TimeSpan.FromSeconds(5),
            Outage = TimeSpan.FromSeconds(2),
            Duration = TimeSpan.FromSeconds(15),
        });

        AssertClean(findings);
        Assert.Equal(
            ["whole run, all channels", "kill gateway1", "kill silo1", "kill silo1"],
            findings.StandStills.Select(static figure => figure.Label.Split(" at ")[0]));
        Assert.NotEqual(0, findings.RecoveredCount);
    }

    [Fact]
    public async Task Run_RealClientsBehindFlakyProxy_ViolatesNothing()
    {
        var findings = await RunAsync(new ChaosOptions { HasFlakyProxy = true, RealClients = 9, RealRate = 20, Duration = TimeSpan.FromSeconds(20) });

        AssertClean(findings);

        // Upgrades come only when a WebSocket was cut, which may be later than the end of so short a run.
        Assert.Equal([RequestKind.Poll, RequestKind.Post], findings.FlakyProxy!.Requests.Select(static counts => counts.Kind).Take(2));
        Assert.Contains(findings.Kinds, static kind => kind.Kind.EndsWith("polling", StringComparison.Ordinal) && kind.RecoveredCount > 0);
    }

    [Fact]
    public async Task Run_StrangersDoTheirWorst_ClosesNobodyElse()
    {
        var findings = await RunAsync(new ChaosOptions { Strangers = 10, QuietTime = TimeSpan.FromSeconds(4), Duration = TimeSpan.FromSeconds(16) });

        // How long deliveries took is for longer runs on a machine that has nothing else to do.
        AssertClean(findings with { Violations = [.. findings.Violations.Where(static violation => violation.Kind != ViolationKind.Starved)] });
        Assert.Equal(0, findings.ReconnectCount);
        Assert.All(findings.Latencies, static figure => Assert.NotEqual(0, figure.Count));
        Assert.Equal(Enum.GetNames<StrangerKind>(), findings.Strangers.Select(static tally => tally.Kind));
        Assert.All(findings.Strangers, static tally => Assert.NotEqual(0, tally.OperationCount));
    }

    private static async Task<Findings> RunAsync(ChaosOptions options)
    {
        options.Silos = options.Gateways = 2;
        options.Clients = 60;
        options.ChannelsPerClient = 3;
        options.Rate = 60;
        options.RealClients = options.HasFlakyProxy ? options.RealClients : 1;
        options.PresenceGrace = TimeSpan.FromSeconds(5);
        options.Seed = 20_261_124;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            return await new ChaosRun(options).RunAsync(deadline.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"A run of {options.Duration} was expected to be over within {Deadline}, its cluster started, settled and judged.", exception);
        }
    }

    private static void AssertClean(Findings findings)
    {
        var summary = new StringWriter();
        SummaryTable.Write(summary, findings);
        Assert.True(findings.Violations.Count == 0, summary.ToString());
        Assert.True(findings.DeliveryCount > 0, summary.ToString());
        Assert.Equal(2, findings.PresencePointCount);
    }
}
