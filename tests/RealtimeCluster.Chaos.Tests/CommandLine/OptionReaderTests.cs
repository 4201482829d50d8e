using RealtimeCluster.Chaos.CommandLine;
using RealtimeCluster.Chaos.Faults;

namespace RealtimeCluster.Chaos.Tests.CommandLine;

/// <summary>The command line is read, and its faults are reported together.</summary>
public sealed class OptionReaderTests
{
    [Fact]
    public void Read_AllOptions_SetsThem()
    {
        var options = OptionReader.Read(
            ["--fault", "kill-gateway,cut-all", "--every", "15s", "--duration", "5m", "--clients", "50", "--channels-per-client", "2", "--rate", "80", "--silos", "1", "--gateways", "2", "--seed", "4", "--json", "x.json", "--base-port", "9000", "--balancer", "yes"],
            out var faults);

        Assert.Empty(faults);
        Assert.Equal([FaultKind.KillGateway, FaultKind.CutAll], options.Faults);
        Assert.Equal((TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(5)), (options.Every, options.Duration));
        Assert.Equal((50, 2, 80, 1, 2, 4, 9000), (options.Clients, options.ChannelsPerClient, options.Rate, options.Silos, options.Gateways, options.Seed, options.BasePort));
        Assert.Equal("x.json", options.JsonFile);
        Assert.True(options.HasBalancer);
    }

    [Fact]
    public void Read_OptionsOfProfilesStormsAndStorage_SetsThem()
    {
        var options = OptionReader.Read(
            ["--profile-bytes", "50000", "--profile-every", "30s", "--storm-joins", "200", "--storm-bytes", "4000", "--storage-delay", "20-100ms", "--storage-stall", "5s"],
            out var faults);

        Assert.Empty(faults);
        Assert.Equal((50_000, TimeSpan.FromSeconds(30), 200, 4000), (options.ProfileBytes, options.ProfileEvery, options.StormJoins, options.StormBytes));
        Assert.Equal((TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)), options.StorageDelay);
        Assert.Equal(TimeSpan.FromSeconds(5), options.StorageStall);
    }

    [Fact]
    public void Read_OptionsOfFlakyProxy_SetsThem()
    {
        var options = OptionReader.Read(["--flaky-proxy", "yes", "--real-clients", "100", "--real-rate", "50", "--clients", "1"], out var faults);

        Assert.Empty(faults);
        Assert.True(options.HasFlakyProxy);
        Assert.Equal((100, 50, 1), (options.RealClients, options.RealRate, options.Clients));
    }

    [Fact]
    public void Read_FlakyProxyWithoutClientsBehindIt_IsAFault()
    {
        OptionReader.Read(["--flaky-proxy", "yes", "--real-clients", "0"], out var faults);

        Assert.Single(faults);
    }

    [Fact]
    public void Read_OptionsOfStrangers_SetsThem()
    {
        var options = OptionReader.Read(["--strangers", "32", "--quiet", "20s", "--duration", "5m"], out var faults);

        Assert.Empty(faults);
        Assert.Equal((32, TimeSpan.FromSeconds(20)), (options.Strangers, options.QuietTime));
    }

    [Theory]
    [InlineData("--strangers", "251")]
    [InlineData("--strangers", "32", "--quiet", "20s", "--stranger-kinds", "guesses,friends")]
    [InlineData("--strangers", "32", "--quiet", "1m", "--duration", "1m")]
    [InlineData("--strangers", "32", "--duration", "5m", "--fault", "cut-link")]
    [InlineData("--strangers", "32", "--duration", "5m", "--fault", "kill-gateway,rewind-storm")]
    public void Read_StrangersThatCannotBe_IsAFault(params string[] arguments)
    {
        OptionReader.Read(arguments, out var faults);

        Assert.Single(faults);
    }

    [Theory]
    [InlineData("--storage-delay", "100-20ms")]
    [InlineData("--storage-delay", "20ms")]
    [InlineData("--storage-stall", "5s")]
    [InlineData("--storage-delay", "20-100ms", "--fault", "cut-link")]
    public void Read_StorageThatCannotBe_IsAFault(params string[] arguments)
    {
        OptionReader.Read(arguments, out var faults);

        Assert.Single(faults);
    }

    [Fact]
    public void Read_BadValues_ReportsAllOfThem()
    {
        OptionReader.Read(["--fault", "flood", "--clients", "0", "--what", "--rate"], out var faults);

        Assert.Equal(4, faults.Count);
    }

    [Fact]
    public void Read_EveryFaultsName_IsUnderstood()
    {
        var names = string.Join(',', Enum.GetValues<FaultKind>().Select(OptionTable.NameOf));

        var options = OptionReader.Read(["--fault", names], out var faults);

        Assert.Empty(faults);
        Assert.Equal(Enum.GetValues<FaultKind>().Except([FaultKind.None]), options.Faults);
    }
}
