using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Uplink;

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

        var saving = gateway.Get<SessionStore>().SaveWithinPatienceAsync(gateway.CreateConnection("a"), CancellationToken.None);
        await gateway.Time.WaitUntilArmedAsync(RetryDelay);
        Assert.False(saving.IsCompleted);

        gateway.Time.Advance(SessionShardWriter.Patience);

        await saving.WaitAsync(Deadline);
        Assert.Equal("a", await shard.SavedAsync());
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
