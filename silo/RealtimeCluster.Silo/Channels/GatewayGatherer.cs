using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Asks all gateways what they hold, for an owner or shard that starts and may be a successor.</summary>
internal sealed partial class GatewayGatherer(IGatewayClient gateways, ISiloStatusOracle silos, GatewayDeaths deaths, ILogger<GatewayGatherer> logger)
{
    // Longer than it takes the cluster to declare a node dead, so that a silent gateway is either heard or known to be dead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>What the gateways hold of a log.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks.</param>
    /// <returns>
    /// The assertions, and whether they are all there is: not when a gateway did not answer or died so lately that it may have seen
    /// events that nobody else did.
    /// </returns>
    public async Task<(IReadOnlyCollection<GatewayAssertion> Assertions, bool IsComplete)> GatherAsync(ChannelKey channel, long term)
    {
        var answers = await AskAllAsync(gateway => gateway.DescribeLogAsync(channel, term));
        return ([.. answers.Answers.OfType<GatewayAssertion>()], answers.IsComplete && !deaths.AnyLately);
    }

    /// <summary>The sessions that gateways hold.</summary>
    /// <param name="shard">The shard that asks.</param>
    public async Task<IEnumerable<SessionRecord>> GatherSessionsAsync(int shard) =>
        (await AskAllAsync(gateway => gateway.DescribeSessionsAsync(shard))).Answers.SelectMany(static sessions => sessions);

    private async Task<(List<T> Answers, bool IsComplete)> AskAllAsync<T>(Func<IGatewayService, Task<T>> ask)
    {
        var isComplete = true;
        var asked = gateways.GetLive().Select(async address =>
        {
            try
            {
                return (IsAnswered: true, Answer: await ask(gateways.Get(address)).WaitAsync(Patience));
            }
            catch (Exception exception)
            {
                Log.GatewaySilent(logger, address, silos.GetApproximateSiloStatus(address), exception);
                return (IsAnswered: false, Answer: default(T)!);
            }
        }).ToArray();
        var answers = new List<T>(asked.Length);
        foreach (var (isAnswered, answer) in await Task.WhenAll(asked))
        {
            isComplete &= isAnswered;
            if (isAnswered)
            {
                answers.Add(answer);
            }
        }

        return (answers, isComplete);
    }
}
