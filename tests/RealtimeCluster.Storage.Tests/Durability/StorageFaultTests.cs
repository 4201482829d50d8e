using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>What a storage in trouble costs: lag and a metric, never delivery; and what a kill costs: an epoch, never a false claim.</summary>
public sealed class StorageFaultTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Realtime:Durability:Enabled"] = "true",
        ["Realtime:Durability:Interval"] = "00:00:00.100",
        ["Realtime:Durability:WriteTimeout"] = "00:00:01",
        ["Realtime:Durability:StartTimeout"] = "00:00:01",
        ["Realtime:Durability:MaxRetryDelay"] = "00:00:00.500",
    };

    private readonly FaultyStorage _storage = new();
    private readonly string _environment = $"e{Guid.NewGuid():N}";

    [Theory]
    [InlineData("Fails", "realtime.silo.snapshots/failed")]
    [InlineData("Hangs", "realtime.silo.snapshots/timed_out")]
    public async Task Delivery_StorageInTrouble_GoesOnAndTheLagShows(string fault, string metric)
    {
        await using var host = await StartAsync();
        await using var client = await host.ConnectAsync(_environment);
        await client.EmitWithAckAsync("join", new { channel = "lobby" });
        var written = _storage.NextWriteAsync(IsLog(static log => log.LastOffset >= 2));
        await host.Server(_environment).SendAsync("lobby", "said", 0);
        await written;

        _storage.Fault = Enum.Parse<StorageFault>(fault);
        for (var i = 1; i <= 200; i++)
        {
            await host.Server(_environment).SendAsync("lobby", "said", i);
        }

        await client.WaitForAsync(static frame => frame.EventName == "said" && frame.Argument.GetProperty("message").GetInt32() == 200, "the last event");
        await using var late = await host.ConnectAsync(_environment);
        await late.EmitWithAckAsync("join", new { channel = "begun while storage is in trouble" });
        var lag = host.Metrics["realtime.silo.durability_lag"];
        var waiting = host.Metrics["realtime.silo.snapshots_waiting"];
        written = _storage.NextWriteAsync(IsLog(static log => log.LastOffset >= 202));
        while (host.Metrics[metric] == 0)
        {
            await host.Server(_environment).SendAsync("lobby", "said", 0);
        }

        _storage.Fault = StorageFault.None;
        await written;

        Assert.True(lag > 0, $"The lag was {lag}.");
        Assert.True(waiting >= 1, $"{waiting} logs waited.");
    }

    [Fact]
    public async Task Start_ClusterWasKilled_HistoryIsThereInANewEpochAndNobodyIsToldToHaveMissedNothing()
    {
        StreamPosition last;
        Testing.Clients.SocketIOTestClient ada;
        await using (var before = await StartAsync())
        {
            var client = await before.ConnectAsync(_environment);
            await client.EmitWithAckAsync("join", new { channel = "lobby" });
            var written = _storage.NextWriteAsync(IsLog(static log => log.LastOffset == 2));
            await before.Server(_environment).SendAsync("lobby", "said", 1);
            await written;
            _storage.Fault = StorageFault.FailsWrites;
            last = await before.Server(_environment).SendAsync("lobby", "said", 2);
            await client.WaitForAsync(static frame => frame.EventName == "said" && frame.Argument.GetProperty("message").GetInt32() == 2, "the event that is lost");
            ada = client;
        }

        _storage.Fault = StorageFault.None;
        await using var after = await StartAsync();
        var history = await after.Server(_environment).GetHistoryAsync("lobby", from: 1, count: 100);
        var next = await after.Server(_environment).SendAsync("lobby", "said", 3);
        await using var again = await after.ConnectAsync(_environment, ada);

        Assert.Equal([1, 2], history.Select(static entry => entry.Offset));
        Assert.False(history.IsComplete);
        Assert.NotEqual(last.Epoch, next.Epoch);
        Assert.Equal(3, next.Offset);
        Assert.NotEqual(ada.Id, again.Id);
        var members = await after.Server(_environment).GetMembersAsync("lobby");
        Assert.Empty(members);
        await ada.DisposeAsync();
    }

    [Fact]
    public async Task Start_StorageDoesNotAnswer_BeginsAnewWithoutWaitingForIt()
    {
        await using (var before = await StartAsync())
        {
            await before.Server(_environment).SendAsync("lobby", "said", 1);
        }

        _storage.Fault = StorageFault.Hangs;
        await using var after = await StartAsync();
        await using var client = await after.ConnectAsync(_environment);
        await client.EmitWithAckAsync("join", new { channel = "lobby" });
        await client.EmitWithAckAsync("message", new { channel = "lobby", eventName = "said", message = 2 });

        await client.WaitForAsync(static frame => frame.EventName == "said", "its own event");
        Assert.True(after.Metrics["realtime.silo.snapshot_loads/timed_out"] > 0);
        _storage.Fault = StorageFault.None;
    }

    [Fact]
    public async Task Start_ClaimOfTheLastSnapshotFails_BeginsANewEpoch()
    {
        StreamPosition last;
        await using (var before = await StartAsync())
        {
            last = await before.Server(_environment).SendAsync("lobby", "said", 1);
        }

        _storage.Fault = StorageFault.FailsWrites;
        await using var after = await StartAsync();
        var next = await after.Server(_environment).SendAsync("lobby", "said", 2);
        _storage.Fault = StorageFault.None;

        Assert.NotEqual(last.Epoch, next.Epoch);
        Assert.Equal(2, next.Offset);
    }

    [Fact]
    public async Task Write_DurabilityIsOff_NothingIsWritten()
    {
        await using (var host = await RealtimeHost.StartAsync([], _storage))
        {
            await host.Server(_environment).SendAsync("lobby", "said", 1);
        }

        Assert.Equal(0, _storage.Count);
    }

    private static Func<GrainId, object?, bool> IsLog(Func<LogEstate, bool> fits) =>
        (grainId, state) => grainId.Type.ToString() == "realtime.channel" && state is Snapshot { Log: { } log } && fits(log);

    private Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(Settings, _storage);
}
