using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
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

    public static GatewayGatherer Create(
        IGatewayClient gateways, IOwnerClient owners, SiloStatus status = SiloStatus.Active, GatewayDeaths? deaths = null, ClusterChanges? changes = null, FakeTable? table = null)
    {
        changes ??= Changes(TimeProvider.System);
        return new GatewayGatherer(
            new GatewayAsks(gateways, Relays, new NodeLinks(Relays, TimeProvider.System, NullLogger<NodeLinks>.Instance), RecoveryTimes.Default, TimeProvider.System),
            owners,
            Stand.In<ISiloStatusOracle>(_ => status),
            deaths ?? new GatewayDeaths(RecoveryTimes.Default, TimeProvider.System),
            changes,
            (table ?? new FakeTable()).Check(changes, TimeProvider.System),
            new SmallAnswers(),
            RecoveryTimes.Default,
            NullLogger<GatewayGatherer>.Instance);
    }

    /// <summary>Those of a cluster that has just begun.</summary>
    public static ClusterChanges Changes(TimeProvider time) => new(RecoveryTimes.Default, Options.Create(new RecoveryOptions()), time);

    /// <summary>Those of a cluster that has not changed for long.</summary>
    public static ClusterChanges Settled()
    {
        var time = new FakeTimeProvider();
        var changes = Changes(time);
        Settle(changes, time);
        return changes;
    }

    /// <summary>Lets so much time pass that nothing is left of any change.</summary>
    public static void Settle(ClusterChanges changes, FakeTimeProvider time)
    {
        for (var passed = TimeSpan.Zero; passed < new RecoveryOptions().Window + RecoveryTimes.Default.Settled; passed += ClusterChanges.LookInterval)
        {
            time.Advance(ClusterChanges.LookInterval);
            changes.Look();
        }
    }

    public static StartDeadline Deadline() => new(TimeProvider.System, TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(20), CancellationToken.None);

    private sealed class SmallAnswers : ILargeAnswers
    {
        public Task<T> GiveAsync<T>(T answer, long sizeBytes) => Task.FromResult(answer);

        public Task<T> AskAsync<T>(Func<Task<T>> call) => call();
    }
}
