using System.Net;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Cluster.Tests.SlowConsumers;

/// <summary>A client that does not read costs only itself, and what it gets of what it missed is what its environment's policy says.</summary>
public sealed class SlowConsumerTests(SmallOutputServer server) : IClassFixture<SmallOutputServer>
{
    private const string Channel = "flooded";

    [Fact]
    public async Task Close_WebSocketThatReadsNothing_IsDisconnectedAndTheOthersMissNothing()
    {
        var auth = new { envId = "closes" };
        await using var flood = await Flood.OpenAsync(server.Url, auth, Channel);
        using var stalled = await StallingClient.JoinAsync(server.Url, auth, Channel);

        await flood.SendAsync("tick", Flood.MessagesThatFillBuffers);
        await flood.SeeAsync($"channel:leave {stalled.Id}");

        var late = Events(await stalled.ReadToEndAsync());
        Assert.DoesNotContain(Flood.Word("tick", flood.Count), late);
        AssertBystanderMissedNothing(flood, "tick");
    }

    [Fact]
    public async Task Close_PollingClientThatDoesNotPoll_IsDisconnectedAndTheOthersMissNothing()
    {
        await using var flood = await Flood.OpenAsync(server.Url, new { envId = "closes-polling" }, Channel);
        using var stalled = new PollingClient(server.Url, "/realtime/");
        await stalled.OpenAsync();
        await stalled.PostAsync("40{\"envId\":\"closes-polling\"}");
        var (_, connected) = await stalled.PollAsync();
        await stalled.PostAsync($$"""421["join",{"channel":"{{Channel}}"}]""");
        await flood.SeeAsync($"channel:join {SidOf(connected)}");

        await flood.SendAsync("tick", Flood.MessagesThatFillTheQueue);
        await flood.SeeAsync($"channel:leave {SidOf(connected)}");

        Assert.Equal(HttpStatusCode.BadRequest, (await stalled.PollAsync()).Status);
        AssertBystanderMissedNothing(flood, "tick");
    }

    [Fact]
    public async Task DropOldest_ReaderThatStalls_StaysAndGetsTheNewestAndEveryMemberEvent()
    {
        const int Rounds = 6;
        const int NewestThatFit = 5;
        var auth = new { envId = "drops" };
        await using var flood = await Flood.OpenAsync(server.Url, auth, Channel);
        await using var mover = await SocketIOTestClient.ConnectAsync(server.Url, auth);
        using var stalled = await StallingClient.JoinAsync(server.Url, auth, Channel);
        await flood.SeeAsync($"channel:join {stalled.Id}");
        var seenBefore = flood.Seen.Count;

        for (var round = 1; round <= Rounds; round++)
        {
            await MoveAsync(flood, mover, round);
            await flood.SendAsync("tick", Flood.MessagesThatFillBuffers * 2 / Rounds);
        }

        var late = Events(await ReadUpToAsync(stalled, Flood.Word("tick", flood.Count)));
        var bystander = flood.Seen.Skip(seenBefore).ToArray();
        Assert.True(late.Length < bystander.Length, $"All {late.Length} events came: nothing was dropped.");
        Assert.Equal(bystander.Intersect(late), late);
        Assert.Equal(bystander.TakeLast(NewestThatFit), late.TakeLast(NewestThatFit));
        Assert.Equal(bystander.Where(IsOfMembers), late.Where(IsOfMembers));
        Assert.Equal(3 * Rounds, late.Count(IsOfMembers));
        await AssertIsStillMemberAsync(flood, stalled);
    }

    [Fact]
    public async Task Conflate_ReaderThatStalls_StaysAndGetsTheNewestOfEachName()
    {
        var auth = new { envId = "conflates" };
        await using var flood = await Flood.OpenAsync(server.Url, auth, Channel);
        using var stalled = await StallingClient.JoinAsync(server.Url, auth, Channel);
        await flood.SeeAsync($"channel:join {stalled.Id}");
        var seenBefore = flood.Seen.Count;

        await flood.SendAsync("often", Flood.MessagesThatFillBuffers);
        await flood.SendAsync("seldom", 2);
        var newestSeldom = Flood.Word("seldom", flood.Count);
        await flood.SendAsync("often", Flood.MessagesThatFillTheQueue);
        await flood.SendAsync("rarely", 2);
        var newestRarely = Flood.Word("rarely", flood.Count);
        await flood.SendAsync("often", 10 * Flood.MessagesThatFillTheQueue);

        var late = Events(await ReadUpToAsync(stalled, Flood.Word("often", flood.Count)));
        var bystander = flood.Seen.Skip(seenBefore).ToArray();
        Assert.True(late.Length < bystander.Length, $"All {late.Length} events came: nothing was left out.");
        Assert.Equal(bystander.Intersect(late), late);
        Assert.Equal(newestSeldom, late.LastOrDefault(static word => word.StartsWith("seldom", StringComparison.Ordinal)));
        Assert.Equal(newestRarely, late.LastOrDefault(static word => word.StartsWith("rarely", StringComparison.Ordinal)));
        await AssertIsStillMemberAsync(flood, stalled);
    }

    private static async Task MoveAsync(Flood flood, SocketIOTestClient mover, int round)
    {
        await mover.EmitAsync("join", new { channel = Channel });
        await mover.EmitAsync("update", new { data = round });
        await mover.EmitAsync("leave", new { channel = Channel });
        await flood.SeeAsync($"channel:leave {mover.Id} {round}");
    }

    private static Task<IReadOnlyList<string>> ReadUpToAsync(StallingClient stalled, string word) =>
        stalled.ReadUntilAsync(packet => Flood.Read(packet) == word, word);

    // What it sends is applied, what is sent to it comes, and nobody was told that it left.
    private static async Task AssertIsStillMemberAsync(Flood flood, StallingClient stalled)
    {
        await stalled.AskAsync("join", new { channel = Channel });
        await flood.SendAsync("after", 1);
        await ReadUpToAsync(stalled, Flood.Word("after", flood.Count));
        Assert.DoesNotContain($"channel:leave {stalled.Id}", flood.Seen);
    }

    private static void AssertBystanderMissedNothing(Flood flood, string eventName) =>
        Assert.Equal(Enumerable.Range(1, flood.Count).Select(number => Flood.Word(eventName, number)), flood.Seen.Where(static seen => !IsOfMembers(seen)));

    private static bool IsOfMembers(string word) => word.StartsWith("channel:", StringComparison.Ordinal);

    private static string[] Events(IEnumerable<string> packets) => [.. packets.Select(Flood.Read).OfType<string>()];

    private static string SidOf(string connected) => connected.Split("\"sid\":\"")[1].Split('"')[0];
}
