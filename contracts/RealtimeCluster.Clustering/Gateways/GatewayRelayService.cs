using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Clustering.Gateways;

/// <summary>Passes asks on to gateways, and their answers back.</summary>
/// <remarks>Reentrant: it keeps no state, and a gateway that does not answer must not make the others wait.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class GatewayRelayService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory, IGatewayClient gateways, IGatewayRelayClient relays, CutNodes cuts, ILargeAnswers answers, RecoveryTimes times, TimeProvider time)
    : GrainService(grainId, silo, loggerFactory), IGatewayRelayService
{
    public Task PingAsync() => Task.CompletedTask;

    public Task ReachAsync(SiloAddress node) => relays.ReachAsync(node).WaitAsync(times.Gather, time);

    public Task NoteCutAsync(SiloAddress node, SiloAddress[] unreached)
    {
        cuts.Add(node);
        return unreached.Length == 0
            ? Task.CompletedTask
            : Task.WhenAll(unreached.Select(other => relays.Get(other).NoteCutAsync(node, []))).WaitAsync(times.Gather, time);
    }

    public Task<GatewayAssertion?> DescribeLogAsync(SiloAddress gateway, ChannelKey channel, long term, bool needsEvents) =>
        PassOnAsync(() => gateways.Get(gateway).DescribeLogAsync(channel, term, needsEvents), static assertion => assertion?.SizeBytes ?? 0);

    public Task<ChannelEvent[]> ReadTailAsync(SiloAddress gateway, ChannelKey channel, long from, long to) =>
        PassOnAsync(() => gateways.Get(gateway).ReadTailAsync(channel, from, to), static tail => tail.Sum(static channelEvent => (long)channelEvent.SizeBytes));

    public Task<SessionRecord[]> DescribeSessionsAsync(SiloAddress gateway, int shard) =>
        PassOnAsync(() => gateways.Get(gateway).DescribeSessionsAsync(shard), static sessions => sessions.Sum(static session => session.SizeBytes));

    // Parts of a large answer are fetched here and given from here: whoever asks does not reach the gateway.
    private async Task<T> PassOnAsync<T>(Func<Task<T>> ask, Func<T, long> size)
    {
        var answer = await answers.AskAsync(ask).WaitAsync(times.Gather, time);
        return await answers.GiveAsync(answer, size(answer));
    }
}
