using RealtimeCluster.Testing;

namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>Logs of which a silo that has too many idle ones keeps only the events.</summary>
public sealed class RestingLogTests
{
    private readonly string _environment = $"e{Guid.NewGuid():N}";

    [Fact]
    public async Task Send_LogRests_GoesOnAsIfItHadNot()
    {
        await using var host = await RealtimeHost.StartAsync(
        [
            KeyValuePair.Create<string, string?>("Realtime:Recovery:MaxIdleOwners", "0"),
            KeyValuePair.Create<string, string?>("Realtime:Recovery:Window", "00:05:00"),
        ]);
        var first = await host.Server(_environment).SendAsync("lobby", "said", 1);
        await Eventually.TrueAsync(
            () => host.Metrics["realtime.silo.owners/channel"] == 0 && host.Metrics["realtime.silo.resting_logs"] == 1, "The log is to rest.");

        var second = await host.Server(_environment).SendAsync("lobby", "said", 2);

        Assert.Equal(first with { Offset = 2 }, second);
        Assert.Equal(2, (await host.Server(_environment).GetHistoryAsync("lobby", from: null, count: 10)).Count);
        Assert.Equal(0, host.Metrics["realtime.silo.resting_logs"]);
    }

    [Fact]
    public async Task Sweep_SomebodyIsInTheChannel_ItsOwnerStays()
    {
        await using var host = await RealtimeHost.StartAsync([KeyValuePair.Create<string, string?>("Realtime:Recovery:MaxIdleOwners", "0")]);
        await using var client = await host.ConnectAsync(_environment);
        await client.EmitWithAckAsync("join", new { channel = "inhabited" });
        await host.Server(_environment).SendAsync("empty", "said", 1);

        // Whatever lets that one rest has looked at the other.
        await Eventually.TrueAsync(() => host.Metrics["realtime.silo.resting_logs"] == 1, "The log that nobody is in is to rest.");

        Assert.Equal(1, host.Metrics["realtime.silo.owners/channel"]);
    }
}
