using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Passes asks on to gateways, and their answers back.</summary>
/// <remarks>Reentrant: it keeps no state, and a gateway that does not answer must not make the others wait.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class GatewayRelayService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory, IGatewayClient gateways, TimeProvider time)
    : GrainService(grainId, silo, loggerFactory), IGatewayRelayService
{
    // Whoever asks has given up by then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    // A log that there is none of: looked for and not found at once.
    private static readonly ChannelKey NoLog = ChannelKey.ForBroadcast("-");

    public Task ReachAsync(SiloAddress gateway) => ReachAsync(gateways.Get(gateway)).WaitAsync(Patience, time);

    public Task<GatewayAssertion?> DescribeLogAsync(SiloAddress gateway, ChannelKey channel, long term, bool needsEvents) =>
        gateways.Get(gateway).DescribeLogAsync(channel, term, needsEvents).WaitAsync(Patience, time);

    public Task<ChannelEvent[]> ReadTailAsync(SiloAddress gateway, ChannelKey channel, long from, long to) =>
        gateways.Get(gateway).ReadTailAsync(channel, from, to).WaitAsync(Patience, time);

    public Task<SessionRecord[]> DescribeSessionsAsync(SiloAddress gateway, int shard) =>
        gateways.Get(gateway).DescribeSessionsAsync(shard).WaitAsync(Patience, time);

    /// <summary>The cheapest ask there is.</summary>
    /// <param name="gateway">Whom to ask.</param>
    internal static Task ReachAsync(IGatewayService gateway) => gateway.ReadTailAsync(NoLog, from: 1, to: 1);
}
