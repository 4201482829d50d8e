using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>Logs that nobody uses, whose owners Orleans collects.</summary>
public sealed class UnusedLogTests
{
    private readonly FaultyStorage _storage = new();
    private readonly string _environment = $"e{Guid.NewGuid():N}";

    [Fact]
    public async Task Send_OwnerWasCollected_GoesOnInItsEpoch()
    {
        await using var host = await StartAsync();
        var first = await host.Server(_environment).SendAsync("lobby", "said", 1);
        var putAside = _storage.NextWriteAsync(static (_, state) => state is Snapshot { IsFinal: true, Log.LastOffset: 1 });
        await host.CollectAsync();
        await putAside;

        var second = await host.Server(_environment).SendAsync("lobby", "said", 2);

        Assert.Equal(first with { Offset = 2 }, second);
        Assert.Equal(2, (await host.Server(_environment).GetHistoryAsync("lobby", from: null, count: 10)).Count);
        Assert.True(host.Metrics["realtime.silo.snapshot_loads/final"] > 0);
    }

    [Fact]
    public async Task Collect_OwnerOfNothing_LeavesNoRecord()
    {
        await using var host = await StartAsync();
        await host.Server(_environment).GetMembersAsync("never used");

        await host.CollectAsync();
        await host.Server(_environment).GetMembersAsync("never used");

        Assert.Equal(0, _storage.Count);
    }

    [Fact]
    public async Task Collect_EverybodyLeft_EndsTheOwner()
    {
        await using var host = await StartAsync();
        await using var client = await host.ConnectAsync(_environment);
        await client.EmitWithAckAsync("join", new { channel = "lobby" });
        await client.EmitWithAckAsync("leave", new { channel = "lobby" });
        var putAside = _storage.NextWriteAsync(static (grainId, state) =>
            grainId.Type.ToString() == "realtime.channel" && state is Snapshot { IsFinal: true, Log.Members.Length: 0 });

        await host.CollectAsync();

        await putAside;
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("1.00:00:00", 8)]
    public async Task Sweep_NothingIsStored_EndsTheOwnersOnceWhatWasSaidIsTooOld(string? historyAge, int livingCount)
    {
        await using var host = await RealtimeHost.StartAsync(
        [
            KeyValuePair.Create<string, string?>("Realtime:Recovery:Window", "00:00:01"),
            KeyValuePair.Create("Realtime:Recovery:HistoryAge", historyAge),
        ]);
        string[] rooms = [.. Enumerable.Range(0, 8).Select(static i => $"room{i}")];
        await SendAllAsync();
        await host.Server(_environment).GetMembersAsync("never used");

        // Whatever ends one that was used later has looked at the others.
        await Eventually.TrueAsync(() => host.Metrics["realtime.silo.owners/channel"] == livingCount, "An owner that nobody uses is to end.");
        await SendAllAsync();

        Assert.Equal(rooms.Length - livingCount, host.Metrics["realtime.silo.successions"]);

        Task SendAllAsync() => Task.WhenAll(rooms.Select(room => host.Server(_environment).SendAsync(room, "said", 1)));
    }

    private Task<RealtimeHost> StartAsync() =>
        RealtimeHost.StartAsync([KeyValuePair.Create<string, string?>("Realtime:Durability:Enabled", "true")], _storage);
}
