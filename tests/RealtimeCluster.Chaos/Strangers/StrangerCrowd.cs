using System.Globalization;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>The strangers of a run, of every kind alike.</summary>
/// <param name="count">How many.</param>
/// <param name="gateways">Where they go.</param>
/// <param name="random">Chooses among these.</param>
internal sealed class StrangerCrowd(int count, GatewayList gateways, Random random)
{
    // The first part of the quiet time warms everything up.
    private const int WarmUpShare = 4;

    /// <summary>Waits while it is quiet, lets the strangers do their worst until stopped, and notes when that was.</summary>
    /// <param name="context">The run.</param>
    /// <param name="quiet">How long it is quiet.</param>
    /// <param name="stop">The end.</param>
    public async Task VisitAsync(RunContext context, TimeSpan quiet, CancellationToken stop)
    {
        var quietFrom = context.Now + (quiet / WarmUpShare);
        await Task.Delay(quiet, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var began = context.Now;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{began.TotalSeconds,6:F0} s  {count} strangers begin"));
        var tallies = await RunAsync(stop);
        context.Ledger.See(new StrangerVisit(quietFrom, began, context.Now, tallies));
    }

    /// <summary>Lets them do their worst until stopped.</summary>
    /// <param name="stop">The end.</param>
    public async Task<IReadOnlyList<StrangerTally>> RunAsync(CancellationToken stop)
    {
        var kinds = Enumerable.Range(0, count)
            .GroupBy(StrangerPlace.KindOf)
            .Select(static group => (Kind: group.Key, Counts: new StrangerCounts(group.Key, group.Count()), Numbers: group.ToArray()))
            .ToArray();
        await Task.WhenAll(kinds.SelectMany(kind => kind.Numbers.Select(number => Make(kind.Kind, number, kind.Counts).RunAsync(stop))));
        return [.. kinds.Select(static kind => kind.Counts.ToTally())];
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
