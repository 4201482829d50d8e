using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Storage.Tests.Durability;

/// <summary>What is there again after everything was stopped and started, whatever the storage.</summary>
public abstract class RestartTests
{
    private readonly string _service = $"s{Guid.NewGuid():N}";
    private readonly string _environment = $"e{Guid.NewGuid():N}";

    /// <summary>The configuration that chooses the storage.</summary>
    protected abstract IReadOnlyDictionary<string, string?> StorageSettings { get; }

    [Fact]
    public async Task History_EverythingStoppedAndStarted_GoesOnInItsEpoch()
    {
        StreamPosition last = default;
        await using (var before = await StartAsync())
        {
            for (var i = 1; i <= 5; i++)
            {
                last = await before.Server(_environment).SendAsync("orders", "placed", new { i });
            }
        }

        await using var after = await StartAsync();
        var history = await after.Server(_environment).GetHistoryAsync("orders", from: null, count: 3);
        var next = await after.Server(_environment).SendAsync("orders", "placed", new { i = 6 });

        Assert.Equal(last, history.Position);
        Assert.True(history.IsComplete);
        Assert.Equal([3, 4, 5], history.Select(static entry => entry.Offset));
        Assert.All(history, static entry => Assert.Equal("placed", entry.EventName));
        Assert.Equal(last with { Offset = 6 }, next);
        Assert.Equal(6, (await after.Server(_environment).GetHistoryAsync("orders", from: 1, count: 100)).Count);
    }

    [Fact]
    public async Task Revocations_EverythingStoppedAndStarted_AreInForce()
    {
        await using (var before = await StartAsync())
        {
            await using var client = await before.ConnectAsync("keyed", apiKey: "revoked");
            await before.Server("keyed").RevokeApiKeyAsync("revoked");
            await client.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await using var after = await StartAsync();
        await after.ReadyAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => after.ConnectAsync("keyed", apiKey: "revoked"));
        Assert.Contains("invalid_api_key", refusal.Message, StringComparison.Ordinal);
        await using var other = await after.ConnectAsync("keyed", apiKey: "kept");
    }

    [Fact]
    public async Task Clients_EverythingStoppedAndStarted_GoOnWithoutALoss()
    {
        SocketIOTestClient ada, ben;
        await using (var before = await StartAsync())
        {
            ada = await before.ConnectAsync(_environment);
            ben = await before.ConnectAsync(_environment);
            await ada.EmitWithAckAsync("update", new { data = "Ada" });
            await ada.EmitWithAckAsync("join", new { channel = "lobby" });
            await ben.EmitWithAckAsync("join", new { channel = "lobby" });
            await ben.EmitWithAckAsync("message", new { channel = "lobby", eventName = "said", message = 1 });
            await ada.WaitForAsync(static frame => frame.EventName == "said", "what was said before the stop");
            await ben.WaitForAsync(static frame => frame.EventName == "said", "what was said before the stop");
        }

        await ada.Closed;
        await ben.Closed;
        await using var after = await StartAsync();
        await after.Server(_environment).SendAsync("lobby", "said", 2);
        await using var adaAgain = await after.ConnectAsync(_environment, ada);
        await using var benAgain = await after.ConnectAsync(_environment, ben);
        await adaAgain.EmitWithAckAsync("message", new { channel = "lobby", eventName = "said", message = 3 });

        Assert.Equal((ada.Id, ben.Id), (adaAgain.Id, benAgain.Id));
        var saidToAda = await TakeSaidAsync(adaAgain, 2);
        var saidToBen = await TakeSaidAsync(benAgain, 2);
        Assert.Equal([2, 3], saidToAda);
        Assert.Equal([2, 3], saidToBen);
        var members = await after.Server(_environment).GetMembersAsync("lobby");
        Assert.Equal([ada.Id, ben.Id], members.Select(static member => member.Id));
        Assert.Equal("\"Ada\""u8, members[0].Profile!.Json);
        await ada.DisposeAsync();
        await ben.DisposeAsync();
    }

    [Fact]
    public async Task Broadcast_EverythingStoppedAndStarted_ReachesWhoComesBack()
    {
        SocketIOTestClient ada;
        await using (var before = await StartAsync())
        {
            ada = await before.ConnectAsync(_environment);
        }

        await ada.Closed;
        await using var after = await StartAsync();
        await after.Server(_environment).BroadcastAsync("said", 1);
        await using var again = await after.ConnectAsync(_environment, ada);

        var said = await TakeSaidAsync(again, 1);
        Assert.Equal(ada.Id, again.Id);
        Assert.Equal([1], said);
        await ada.DisposeAsync();
    }

    [Fact]
    public async Task Join_WithRewindAfterEverythingWasStarted_GetsOldMessagesThenNewOnes()
    {
        await using (var before = await StartAsync())
        {
            for (var i = 1; i <= 5; i++)
            {
                await before.Server(_environment).SendAsync("lobby", "said", i);
            }
        }

        await using var after = await StartAsync();
        await using var client = await after.ConnectAsync(_environment);
        var joined = await client.EmitWithAckAsync("join", new { channel = "lobby", echo = false, rewind = 2 });
        await after.Server(_environment).SendAsync("lobby", "said", 6);

        var said = await TakeSaidAsync(client, 3);
        Assert.Equal(6, joined.GetProperty("offset").GetInt64());
        Assert.Equal([4, 5, 6], said);
    }

    /// <summary>Starts the cluster.</summary>
    private protected Task<RealtimeHost> StartAsync() => RealtimeHost.StartAsync(
    [
        .. StorageSettings,
        KeyValuePair.Create<string, string?>("Cluster:ServiceId", _service),
        KeyValuePair.Create<string, string?>("Realtime:Environments:keyed:SessionRequired", "false"),
        KeyValuePair.Create<string, string?>("Realtime:Environments:keyed:ApiKeys:0:Key", "revoked"),
        KeyValuePair.Create<string, string?>("Realtime:Environments:keyed:ApiKeys:1:Key", "kept"),
    ]);

    // The next events, which must all be of that name: nobody is seen to leave or join.
    private static async Task<int[]> TakeSaidAsync(SocketIOTestClient client, int count)
    {
        var said = new int[count];
        for (var i = 0; i < count; i++)
        {
            var frame = await client.WaitForAsync(static frame => frame.IsEvent, "an event that was missed");
            Assert.Equal("said", frame.EventName);
            said[i] = frame.Argument.GetProperty("message").GetInt32();
        }

        return said;
    }
}
