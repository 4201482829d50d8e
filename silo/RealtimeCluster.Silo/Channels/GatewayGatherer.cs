using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Asks all gateways what they hold, and all silos for an owner that still lives, for an owner or shard that starts and may be a successor.</summary>
internal sealed partial class GatewayGatherer(
    IGatewayClient gateways,
    OwnerServiceClient owners,
    ISiloStatusOracle silos,
    GatewayDeaths deaths,
    ILogger<GatewayGatherer> logger)
{
    // Longer than it takes the cluster to declare a node dead, so that a silent gateway is either heard or known to be dead.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>What the gateways hold of a log.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="term">The term of the owner that asks.</param>
    /// <param name="needsTail">Whether it needs their tails, which are by far the most of it.</param>
    /// <returns>
    /// The assertions, and whether they are all there is: not when a gateway did not answer or died so lately that it may have seen
    /// events that nobody else did.
    /// </returns>
    public async Task<(IReadOnlyCollection<GatewayAssertion> Assertions, bool IsComplete)> GatherAsync(ChannelKey channel, long term, bool needsTail)
    {
        var answers = await AskAllAsync(gateways.GetLive(), gateway => gateways.Get(gateway).DescribeLogAsync(channel, term, needsTail));
        return ([.. answers.Answers.OfType<GatewayAssertion>()], answers.IsComplete && !deaths.AnyLately);
    }

    /// <summary>Whether a gateway of a former life of the cluster is still, or again, one of it.</summary>
    /// <param name="gateway">The gateway.</param>
    public bool IsLive(GatewayId gateway) => gateways.GetLive().Contains(gateway.Address);

    /// <summary>The sessions that gateways hold.</summary>
    /// <param name="shard">The shard that asks.</param>
    public async Task<IEnumerable<SessionRecord>> GatherSessionsAsync(int shard) =>
        (await AskAllAsync(gateways.GetLive(), gateway => gateways.Get(gateway).DescribeSessionsAsync(shard))).Answers.SelectMany(static sessions => sessions);

    /// <summary>What an owner knows that still lives somewhere, or lately did.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="term">The term of the one that asks.</param>
    /// <returns>Of several the one with the highest term; <see langword="null"/> when there is none.</returns>
    public async Task<LogEstate?> GatherEstateAsync(GrainId owner, long term) =>
        (await AskAllAsync(owners.GetLive(), silo => owners.Get(silo).HandOverAsync(owner, term))).Answers.OfType<LogEstate>().MaxBy(static estate => estate.Term);

    /// <summary>The sessions of a former activation of a shard that still lives somewhere, or lately did.</summary>
    /// <param name="shard">The shard.</param>
    public async Task<IEnumerable<SessionRecord>> GatherFormerSessionsAsync(GrainId shard) =>
        (await AskAllAsync(owners.GetLive(), silo => owners.Get(silo).HandOverSessionsAsync(shard))).Answers.SelectMany(static sessions => sessions);

    private async Task<(List<T> Answers, bool IsComplete)> AskAllAsync<T>(IReadOnlyList<SiloAddress> nodes, Func<SiloAddress, Task<T>> ask)
    {
        var isComplete = true;
        var asked = nodes.Select(async address =>
        {
            try
            {
                return (IsAnswered: true, Answer: await ask(address).WaitAsync(Patience));
            }
            catch (Exception exception)
            {
                Log.NodeSilent(logger, address, silos.GetApproximateSiloStatus(address), exception);
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
