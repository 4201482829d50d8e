using CsCheck;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>
/// Random histories of publishes, joins, cuts, returns and deaths, in which every process may die between any two steps: no session
/// that goes on has lost an event, has one twice or out of order, and everybody agrees who is there.
/// </summary>
public sealed class RecoveryHistories
{
    // A million steps; the variable asks for more of them.
    private static readonly long Iterations =
        long.TryParse(Environment.GetEnvironmentVariable("MODEL_STEPS"), out var steps) ? steps / AverageLength : 1_000_000 / AverageLength;

    private const int AverageLength = 100;

    private static readonly Gen<Step> GenStep = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 11],
        Gen.Int[0, 11],
        Gen.Int[0, 1],
        static (kind, a, b, c) => new Step(kind, a, b, c));

    [Fact]
    public void Sessions_RandomHistoryWithDeaths_MissNothing() => GenStep.Array[1, 2 * AverageLength].Sample(
        static steps =>
        {
            if (Environment.GetEnvironmentVariable("MODEL_TRACE") is { } path)
            {
                ModelCluster.Trace?.Dispose();
                ModelCluster.Trace = new StreamWriter(path) { AutoFlush = true };
            }

            var cluster = new ModelCluster();
            foreach (var step in steps)
            {
                cluster.Take(step);
            }

            cluster.Finish();
        },
        iter: Iterations);
}
