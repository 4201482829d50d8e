using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public class SessionStoreTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task SaveAll_SessionsOfManyShards_SavesEachOfThem()
    {
        var shard = new FakeShard();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);
        var ids = Enumerable.Range(0, 100).Select(static i => $"c{i}").ToArray();

        gateway.Get<SessionStore>().SaveAll(ids.Select(gateway.CreateConnection));

        var saved = new List<string>();
        while (saved.Count < ids.Length)
        {
            saved.Add(await shard.SavedAsync());
        }

        Assert.Equal(ids.Order(), saved.Order());
    }

    [Fact]
    public async Task SaveAll_AConnectionThatAnotherGatewayGoesOnWith_IsNotSaved()
    {
        var shard = new FakeShard();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);
        var (first, second) = gateway.CreateConnectionsOfOneShard();
        await first.YieldAsync();

        gateway.Get<SessionStore>().SaveAll([first, second]);

        Assert.Equal(second.Id, await shard.SavedAsync());
    }

    [Fact]
    public async Task SaveAll_TheSuccessorDoesNotAnswerYet_SavesWhenItDoes()
    {
        var shard = new FakeShard(failures: 1);
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);

        gateway.Get<SessionStore>().SaveAll([gateway.CreateConnection("a")]);
        await gateway.Time.WaitUntilArmedAsync(RetryDelay);
        gateway.Time.Advance(RetryDelay);

        Assert.Equal("a", await shard.SavedAsync());
    }

    [Fact]
    public async Task SaveWithinPatience_TheShardDoesNotAnswer_GoesOnWithoutAndSavesLater()
    {
        var shard = new FakeShard(failures: 1);
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);

        var saving = gateway.Get<SessionStore>().SaveWithinPatienceAsync(gateway.CreateConnection("a"), SessionPart.Whole, CancellationToken.None);
        await gateway.Time.WaitUntilArmedAsync(RetryDelay);
        Assert.False(saving.IsCompleted);

        gateway.Time.Advance(RecoveryTimes.Default.Save);

        await saving.WaitAsync(Deadline);
        Assert.Equal("a", await shard.SavedAsync());
    }

    [Fact]
    public async Task Save_ASessionThatWasSaved_TellsOnlyWhatChanged()
    {
        var (gateway, shard, connection) = await SavedAsync();
        await using var _ = gateway;
        var room = ChannelKey.ForChannel("shop", "room");
        connection.Channels.Add(room, joined: new StreamPosition(9, 4));

        await gateway.Get<SessionStore>().SaveWithinPatienceAsync(connection, SessionPart.Of(room), CancellationToken.None).WaitAsync(Deadline);

        var batch = shard.Batches[^1];
        Assert.Empty(batch.Saved);
        Assert.Equal([new SessionChannel("room", new StreamPosition(9, 4))], Assert.Single(batch.Changed).Joined);
    }

    [Fact]
    public async Task Save_TheShardDoesNotKnowTheSession_IsToldAllBeforeAnybodyGoesOn()
    {
        var (gateway, shard, connection) = await SavedAsync();
        await using var _ = gateway;
        var room = ChannelKey.ForChannel("shop", "room");
        connection.Channels.Add(room);
        shard.Unknown.Add(connection.Id);

        await gateway.Get<SessionStore>().SaveWithinPatienceAsync(connection, SessionPart.Of(room), CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal(["room"], Assert.Single(shard.Batches[^1].Saved).Channels);
    }

    [Fact]
    public async Task SaveAtLeisure_NobodyElseSaves_GoesAfterAWhile()
    {
        var (gateway, shard, connection) = await SavedAsync();
        await using var _ = gateway;
        var room = ChannelKey.ForChannel("shop", "room");
        connection.Channels.Add(room);

        gateway.Get<SessionStore>().SaveAtLeisure(connection, SessionPart.Of(room));
        await gateway.Time.WaitUntilArmedAsync(SessionShardWriter.Leisure);
        var before = shard.Batches.Count;
        gateway.Time.Advance(SessionShardWriter.Leisure);

        Assert.Equal(1, before);
        await Eventually.TrueAsync(() => shard.Batches.Count == 2, "The change is to be written.");
    }

    [Fact]
    public async Task SaveAll_TheShardCannotTakeOneSession_TakesTheOthersAndIsToldTheWholeWithItsNextChange()
    {
        var shard = new FakeShard();
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);
        var (first, second) = gateway.CreateConnectionsOfOneShard();
        shard.Unbearable.Add(first.Id);

        gateway.Get<SessionStore>().SaveAll([first, second]);
        var saving = gateway.Get<SessionStore>().SaveWithinPatienceAsync(first, SessionPart.Whole, CancellationToken.None);
        var room = ChannelKey.ForChannel("shop", "room");
        await RetryUntilAsync(gateway, saving);
        var faults = shard.FaultCount;
        shard.Unbearable.Clear();
        first.Channels.Add(room);
        var isSaved = await gateway.Get<SessionStore>().SaveWithinPatienceAsync(first, SessionPart.Of(room), CancellationToken.None).WaitAsync(Deadline);

        Assert.Contains(shard.Batches, batch => batch.Saved.Any(record => record.ConnectionId == second.Id));
        Assert.False(await saving);
        Assert.InRange(faults, CallFaults.MaxAttempts, 4 * CallFaults.MaxAttempts);
        Assert.True(isSaved);
        Assert.Equal(["room"], Assert.Single(shard.Batches[^1].Saved).Channels);
    }

    private static async Task RetryUntilAsync(TestGateway gateway, Task done)
    {
        for (var armed = gateway.Time.WaitUntilArmedAsync(RetryDelay); await Task.WhenAny(armed, done) == armed; armed = gateway.Time.WaitUntilArmedAsync(RetryDelay))
        {
            await armed;
            gateway.Time.Advance(RetryDelay);
        }
    }

    [Fact]
    public void SessionBatches_ASessionInVeryManyChannels_IsCutAndLosesNone()
    {
        var batches = new SessionBatches(new GatewayId(TestGateway.Self));
        var names = Enumerable.Range(0, 10_000).Select(static i => $"{i}{new string('x', 400)}").ToArray();

        batches.Add(new SessionRecord { ConnectionId = "a", Secret = "s", Environment = "shop", Gateway = new GatewayId(TestGateway.Self), Channels = names });
        batches.Add(new SessionChange { ConnectionId = "b", Generation = 0, Left = ["c"] });
        batches.Add(new EndedSession("d", 0));
        var taken = batches.Take();

        Assert.All(taken, static batch => Assert.True(
            batch.Saved.Sum(static record => record.Channels.Sum(static name => name.Length)) + batch.Changed.Sum(static change => change.Joined.Sum(static channel => channel.Name.Length)) <= SessionBatches.MaxBytes));
        Assert.Equal(names, taken.SelectMany(static batch => batch.Saved.SelectMany(static record => record.Channels).Concat(batch.Changed.SelectMany(static change => change.Joined).Select(static channel => channel.Name))));
        Assert.Equal("d", Assert.Single(taken.SelectMany(static batch => batch.Ended)).ConnectionId);
        Assert.Equal("c", Assert.Single(taken.SelectMany(static batch => batch.Changed), static change => change.ConnectionId == "b").Left[0]);
    }

    private static async Task<(TestGateway Gateway, FakeShard Shard, Connection Connection)> SavedAsync()
    {
        var shard = new FakeShard();
        var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);
        var connection = gateway.CreateConnection("a");
        await gateway.Get<SessionStore>().SaveWithinPatienceAsync(connection, SessionPart.Whole, CancellationToken.None).WaitAsync(Deadline);
        return (gateway, shard, connection);
    }

    [Fact]
    public async Task NewConnectionId_NothingIsBeingWritten_TheShardsTakeTurns()
    {
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), new FakeShard());
        var sessions = gateway.Get<SessionStore>();

        var shards = Enumerable.Range(0, SessionShards.Count).Select(_ => SessionShards.Of(sessions.NewConnectionId()));

        Assert.Equal(SessionShards.Count, shards.Distinct().Count());
    }

    [Fact]
    public async Task NewConnectionId_TheShardIsBeingWrittenTo_SharesItsNextCallsUpToABound()
    {
        var answer = new TaskCompletionSource();
        var shard = new FakeShard { Answer = answer.Task };
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);
        var sessions = gateway.Get<SessionStore>();
        var first = sessions.NewConnectionId();
        sessions.Save(gateway.CreateConnection(first));
        await shard.SavedAsync();

        var shards = Enumerable.Range(0, 100).Select(_ => SessionShards.Of(sessions.NewConnectionId())).ToArray();

        Assert.All(shards[..63], other => Assert.Equal(SessionShards.Of(first), other));
        Assert.DoesNotContain(SessionShards.Of(first), shards[63..]);
        answer.SetResult();
    }

    [Fact]
    public async Task NewConnectionId_TheShardDoesNotAnswer_SendsItNoMoreThanItsTurn()
    {
        var answer = new TaskCompletionSource();
        var shard = new FakeShard { Answer = answer.Task };
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);
        var sessions = gateway.Get<SessionStore>();
        sessions.Save(gateway.CreateConnection(sessions.NewConnectionId()));
        await shard.SavedAsync();

        gateway.Time.Advance(SessionShardWriter.GatherWindow);
        var shards = Enumerable.Range(0, SessionShards.Count).Select(_ => SessionShards.Of(sessions.NewConnectionId()));

        Assert.Equal(SessionShards.Count, shards.Distinct().Count());
        answer.SetResult();
    }
}
