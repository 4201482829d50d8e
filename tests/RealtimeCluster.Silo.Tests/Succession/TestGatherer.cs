using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

/// <summary>A <see cref="GatewayGatherer"/> that asks doubles.</summary>
internal static class TestGatherer
{
    public static IGatewayRelayClient Relays { get; } = Stand.In<IGatewayRelayClient>(static called => called.Name switch
    {
        nameof(IGatewayRelayClient.ReachAsync) => Task.CompletedTask,
        nameof(IGatewayRelayClient.GetOthers) => Array.Empty<SiloAddress>(),
        _ => null,
    });

    public static GatewayGatherer Create(IGatewayClient gateways, IOwnerClient owners, SiloStatus status = SiloStatus.Active, GatewayDeaths? deaths = null) => new(
        new GatewayAsks(gateways, Relays, new NodeLinks(Relays, TimeProvider.System, NullLogger<NodeLinks>.Instance), RecoveryTimes.Default, TimeProvider.System),
        owners,
        Stand.In<ISiloStatusOracle>(_ => status),
        deaths ?? new GatewayDeaths(RecoveryTimes.Default, TimeProvider.System),
        new SmallAnswers(),
        RecoveryTimes.Default,
        NullLogger<GatewayGatherer>.Instance);

    public static StartDeadline Deadline() => new(TimeProvider.System, TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(20), CancellationToken.None);

    private sealed class SmallAnswers : ILargeAnswers
    {
        public Task<T> GiveAsync<T>(T answer, long sizeBytes) => Task.FromResult(answer);

        public Task<T> AskAsync<T>(Func<Task<T>> call) => call();
    }
}
