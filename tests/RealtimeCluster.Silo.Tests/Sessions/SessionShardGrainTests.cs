using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Log;
using RealtimeCluster.Silo.Tests.Owners;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Sessions;

public sealed class SessionShardGrainTests(SiloHost host) : IClassFixture<SiloHost>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task TakeOver_ByAGatewayThatIsDead_IsRefusedAndTheSessionStaysWhereItIs()
    {
        var here = new GatewayId(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1));
        var dead = new GatewayId(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1));
        var shard = Create(dead.Address);
        await shard.SaveAsync(new SessionBatch
        {
            Gateway = here,
            Saved = [Session("c", here)],
        });

        await Assert.ThrowsAsync<RealtimeUnavailableException>(
            () => shard.TakeOverAsync(new SessionClaim("c", "s", "shop", UserId: null, dead)));

        Assert.Equal(here, (await shard.FindAsync("c"))!.Gateway);
    }

    [Fact]
    public async Task Activate_AGatewayHoldsSessions_KnowsThem()
    {
        var gateway = host.AddGateway();
        gateway.Sessions = [Session("held", gateway.Id)];

        var place = await Shard(1).FindAsync("held");

        host.Kill(gateway.Id);
        Assert.Equal(gateway.Id, place!.Gateway);
    }

    [Fact]
    public async Task Activate_AfterAShardThatEnded_KnowsItsSessions()
    {
        var gateway = LogBuilder.Gateway(201);
        await Shard(2).SaveAsync(new SessionBatch { Gateway = gateway, Saved = [Session("saved", gateway)] });

        await host.DeactivateAsync(Shard(2));

        Assert.Equal(gateway, (await Shard(2).FindAsync("saved"))!.Gateway);
    }

    [Fact]
    public async Task Save_AfterItWasHandedOver_IsRefusedAndTheNextActivationTakesIt()
    {
        var gateway = LogBuilder.Gateway(202);
        var batch = new SessionBatch { Gateway = gateway, Saved = [Session("moved", gateway)] };
        await Shard(3).SaveAsync(batch);
        var handedOver = host.Services.GetRequiredService<ShardRegistry>().HandOver(Shard(3).GetGrainId());

        await Assert.ThrowsAsync<ShardMovedException>(() => Shard(3).SaveAsync(batch));
        await host.EndedAsync(Shard(3));
        await Shard(3).SaveAsync(batch);

        Assert.Equal("moved", Assert.Single(handedOver).ConnectionId);
        Assert.NotNull(await Shard(3).FindAsync("moved"));
    }

    [Fact]
    public async Task GatewayLost_ItsSessionsWaitForAnother_WhichAlsoGetsCopies()
    {
        var (lost, keeper) = (LogBuilder.Gateway(203), host.AddGateway());
        await Shard(4).SaveAsync(new SessionBatch { Gateway = lost, Saved = [Session("lost", lost)] });

        await Shard(4).GatewayLostAsync(lost);

        Assert.Equal("lost", Assert.Single((await keeper.Kept.WaitAsync(Deadline)).Kept).Record.ConnectionId);
        var takeover = await Shard(4).TakeOverAsync(new SessionClaim("lost", "s", "shop", UserId: null, keeper.Id));
        host.Kill(keeper.Id);
        Assert.Equal((lost, keeper.Id, 1), (takeover!.Former, takeover.Record.Gateway, takeover.Record.Generation));
    }

    private static SessionRecord Session(string connectionId, GatewayId gateway) =>
        new() { ConnectionId = connectionId, Secret = "s", Environment = "shop", Gateway = gateway };

    private ISessionShardGrain Shard(int number) => host.Grains.GetGrain<ISessionShardGrain>(number);

    // What is asked of it here needs no activation.
    private static SessionShardGrain Create(SiloAddress dead) => new(
        gatherer: null!,
        starts: null!,
        shards: null!,
        keeper: null!,
        Stand.In<ISiloStatusOracle>((_, asked) => dead.Equals(asked[0])),
        new RecoveryClock(Options.Create(new RecoveryOptions()), TimeProvider.System),
        snapshots: null!);
}
