using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Sessions;

public sealed class SessionShardGrainTests
{
    [Fact]
    public async Task TakeOver_ByAGatewayThatIsDead_IsRefusedAndTheSessionStaysWhereItIs()
    {
        var here = new GatewayId(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1));
        var dead = new GatewayId(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1));
        var shard = Create(dead.Address);
        await shard.SaveAsync(new SessionBatch
        {
            Gateway = here,
            Saved = [new SessionRecord { ConnectionId = "c", Secret = "s", Environment = "shop", Gateway = here }],
        });

        await Assert.ThrowsAsync<RealtimeUnavailableException>(
            () => shard.TakeOverAsync(new SessionClaim("c", "s", "shop", UserId: null, dead)));

        Assert.Equal(here, (await shard.FindAsync("c"))!.Gateway);
    }

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
