using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class GatewayGathererTests
{
    private static readonly SiloAddress Answering = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Silent = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1);

    [Fact]
    public async Task GatherSessions_AGatewayThatLivesIsSilent_Throws()
    {
        var gatherer = Create(silent: SiloStatus.Active);

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => gatherer.GatherSessionsAsync(3, Deadline()));
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.Stopping)]
    public async Task GatherSessions_AGatewayThatIsGoneIsSilent_GivesWhatTheOthersHold(SiloStatus status)
    {
        var sessions = await Create(status).GatherSessionsAsync(3, Deadline());

        Assert.Equal("held", Assert.Single(sessions).ConnectionId);
    }

    private static StartDeadline Deadline() => new(TimeProvider.System, TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(20), CancellationToken.None);

    private static GatewayGatherer Create(SiloStatus silent)
    {
        var gateways = new Gateways();
        var relays = Stand.In<IGatewayRelayClient>(static called => called.Name == nameof(IGatewayRelayClient.ReachAsync) ? Task.CompletedTask : null);
        return new GatewayGatherer(
            new GatewayAsks(gateways, relays, new NodeLinks(relays, TimeProvider.System, NullLogger<NodeLinks>.Instance), RecoveryTimes.Default, TimeProvider.System),
            owners: null!,
            Stand.In<ISiloStatusOracle>(_ => silent),
            new GatewayDeaths(RecoveryTimes.Default, TimeProvider.System),
            new SmallAnswers(),
            RecoveryTimes.Default,
            NullLogger<GatewayGatherer>.Instance);
    }

    private sealed class Gateways : IGatewayClient
    {
        public IReadOnlyList<SiloAddress> GetLive() => [Answering, Silent];

        public IGatewayService Get(SiloAddress gateway) => Stand.In<IGatewayService>(_ => gateway.Equals(Silent)
            ? Task.FromException<SessionRecord[]>(new TimeoutException())
            : Task.FromResult<SessionRecord[]>([new SessionRecord { ConnectionId = "held", Secret = "s", Environment = "shop", Gateway = new GatewayId(Answering) }]));
    }

    private sealed class SmallAnswers : ILargeAnswers
    {
        public Task<T> GiveAsync<T>(T answer, long sizeBytes) => Task.FromResult(answer);

        public Task<T> AskAsync<T>(Func<Task<T>> call) => call();
    }
}
