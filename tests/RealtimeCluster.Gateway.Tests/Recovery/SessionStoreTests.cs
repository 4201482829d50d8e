using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Uplink;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public class SessionStoreTests
{
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
}
