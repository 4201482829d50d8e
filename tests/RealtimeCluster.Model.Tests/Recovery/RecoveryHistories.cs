using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>
/// Histories of publishes, joins, cuts, returns and deaths, in which a process may die between any two steps: no session that goes on
/// has lost an event, has one twice or out of order, and everybody agrees who is there.
/// </summary>
/// <remarks>
/// Histories are numbered and have 200 steps each, so that a run is the same everywhere: 5000 of them, a million steps, by default.
/// MODEL_HISTORIES asks for more (50000 are ten million steps), MODEL_FIRST begins elsewhere; the count is in the test's output.
/// A failure names its number, and the fewest of its steps that still end wrong.
/// </remarks>
public sealed class RecoveryHistories(ITestOutputHelper output)
{
    private const int StepCount = 200;
    private const int DefaultHistoryCount = 5_000;
    private const int MaxShownCount = 5;

    [Fact]
    public void Sessions_HistoriesWithDeaths_MissNothing()
    {
        var first = Setting("MODEL_FIRST", 1);
        var count = Setting("MODEL_HISTORIES", DefaultHistoryCount);
        var start = Stopwatch.GetTimestamp();

        var failed = Enumerable.Range(first, count).AsParallel().Where(static number => Counterexample.Find(Step.Draw(number, StepCount)) is not null).Order().ToArray();

        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{(long)count * StepCount} steps in {count} histories from {first}: {failed.Length} ended wrong; {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s.");
        output.WriteLine(summary);
        Assert.True(failed.Length == 0, string.Join('\n', [summary, .. failed.Take(MaxShownCount).AsParallel().Select(Describe)]));
    }

    // A client leaves and joins again in one batch, and the owner dies between two pieces of the envelope.
    [Fact]
    public void Sessions_LeftAndJoinedAgainBeforeTheOwnerDied_HearNothingOfTheirPast() => Assert.Null(Counterexample.Find(
    [
        new(StepKind.Join, 0, 0, 1),
        new(StepKind.Publish, 11, 0, 1),
        new(StepKind.Leave, 0, 0, 1),
        new(StepKind.Join, 11, 0, 1),
        new(StepKind.Join, 0, 0, 1),
        new(StepKind.Call, 0, 0, 1),
        new(StepKind.Deliver, 0, 0, 0),
        new(StepKind.KillOwner, 0, 0, 1),
        new(StepKind.Cut, 3, 0, 0),
        new(StepKind.Deliver, 0, 0, 0),
    ]));

    private static string Describe(int number)
    {
        var steps = Step.Draw(number, StepCount);
        var shrunk = Counterexample.Shrink(steps);
        return $"History {number}: {Counterexample.Find(steps)}\nIts shortest: {Counterexample.Find(shrunk)}\n{string.Join(",\n", shrunk)}\n{HistoryTrace.Of(() => Counterexample.Find(shrunk))}";
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
