using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>The strangers of a run, of every kind alike.</summary>
/// <param name="count">How many.</param>
/// <param name="kinds">What they do.</param>
/// <param name="gateways">Where they go.</param>
/// <param name="random">Chooses among these.</param>
internal sealed class StrangerCrowd(int count, IReadOnlyList<StrangerKind> kinds, GatewayList gateways, Random random)
{
    /// <summary>Lets them do their worst until stopped.</summary>
    /// <param name="stop">The end.</param>
    public async Task<IReadOnlyList<StrangerTally>> RunAsync(CancellationToken stop)
    {
        var groups = Enumerable.Range(0, count)
            .GroupBy(number => StrangerPlace.KindOf(number, kinds))
            .Select(static group => (Kind: group.Key, Counts: new StrangerCounts(group.Key, group.Count()), Numbers: group.ToArray()))
            .ToArray();
        await Task.WhenAll(groups.SelectMany(kind => kind.Numbers.Select(number => Make(kind.Kind, number, kind.Counts).RunAsync(stop))));
        return [.. groups.Select(static kind => kind.Counts.ToTally())];
    }

    private Stranger Make(StrangerKind kind, int number, StrangerCounts counts)
    {
        var place = new StrangerPlace(number, StrangerPlace.SourceOf(number), Pick);
        return kind switch
        {
            StrangerKind.SlowMessages => new SlowMessages(place, counts),
            StrangerKind.Guesses => new Guesses(place, counts),
            StrangerKind.RewindLoops => new RewindLoops(place, counts),
            StrangerKind.ChannelFloods => new ChannelFloods(place, counts),
            _ => new HeldSignIns(place, counts),
        };
    }

    private Gateway Pick()
    {
        // Many connect at once.
        lock (random)
        {
            return gateways.Pick(random);
        }
    }
}
