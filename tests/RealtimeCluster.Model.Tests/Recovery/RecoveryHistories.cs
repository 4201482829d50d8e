using System.Globalization;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>
/// Histories of publishes, joins, cuts, returns and deaths, in which a process may die between any two steps: no session that goes on
/// has lost an event, has one twice or out of order, and everybody agrees who is there.
/// </summary>
/// <remarks>
/// Histories are numbered, so that a run is the same everywhere. MODEL_HISTORIES asks for more of them, MODEL_FIRST begins elsewhere.
/// </remarks>
public sealed class RecoveryHistories
{
    private const int StepCount = 200;
    private const int DefaultHistoryCount = 1_000;

    [Fact]
    public void Sessions_HistoriesWithDeaths_MissNothing()
    {
        var first = Setting("MODEL_FIRST", 1);
        var count = Setting("MODEL_HISTORIES", DefaultHistoryCount);
        var failures = Enumerable.Range(first, count).AsParallel().Select(Fail).OfType<string>().Take(5).ToArray();

        Assert.True(failures.Length == 0, string.Join('\n', failures));
    }

    private static string? Fail(int number)
    {
        try
        {
            Run(number);
            return null;
        }
        catch (Exception exception)
        {
            return $"History {number}: {exception.Message}";
        }
    }

    private static void Run(int number)
    {
        var random = new Random(number);
        var cluster = new ModelCluster();
        for (var i = 0; i < StepCount; i++)
        {
            cluster.Take(new Step(random.Next(100), random.Next(12), random.Next(12), random.Next(2)));
        }

        cluster.Finish();
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
