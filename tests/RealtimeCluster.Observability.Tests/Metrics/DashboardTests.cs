using System.Text.Json;
using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests.Metrics;

/// <summary>Every metric that the Grafana board asks for is one that nodes have.</summary>
public sealed partial class DashboardTests
{
    private static readonly string Board = Path.Combine(Repository.Root, "deploy", "grafana", "realtime-cluster.json");

    [Fact]
    public async Task Board_AsksForNothingThatNoNodeHas()
    {
        await using var node = await ObservedNode.StartAsync();
        using var _ = await node.Http.GetAsync(new Uri(node.Url, "/health"));
        var known = Instruments.OnThePage().SelectMany(static instrument => instrument.PrometheusNames())
            .Concat((await PrometheusPage.ReadAsync(node)).Names)
            .Append("up")
            .ToHashSet();

        var asked = Expressions().SelectMany(static expression => Metric().Matches(expression)).Select(static match => match.Value).Distinct().ToArray();

        Assert.True(asked.Length > 25, $"The board asks for {asked.Length} metrics only.");
        Assert.Empty(asked.Except(known));
    }

    [Fact]
    public void Board_EveryPanelHasATitleAQueryAndAPlaceOfItsOwn()
    {
        using var board = JsonDocument.Parse(File.ReadAllText(Board));
        var panels = board.RootElement.GetProperty("panels").EnumerateArray().Where(static panel => panel.GetProperty("type").GetString() != "row").ToArray();

        Assert.All(panels, static panel => Assert.False(string.IsNullOrEmpty(panel.GetProperty("title").GetString())));
        Assert.All(panels, static panel => Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray()));
        var places = board.RootElement.GetProperty("panels").EnumerateArray().SelectMany(static panel => Cells(panel.GetProperty("gridPos"))).ToArray();
        Assert.Equal(places.Length, places.Distinct().Count());
        var ids = board.RootElement.GetProperty("panels").EnumerateArray().Select(static panel => panel.GetProperty("id").GetInt32()).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static IEnumerable<(int X, int Y)> Cells(JsonElement place)
    {
        var (x, y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
        var (width, height) = (place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
        return Enumerable.Range(x, width).SelectMany(column => Enumerable.Range(y, height).Select(row => (column, row)));
    }

    private static IEnumerable<string> Expressions()
    {
        using var board = JsonDocument.Parse(File.ReadAllText(Board));
        foreach (var panel in board.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (panel.TryGetProperty("targets", out var targets))
            {
                foreach (var target in targets.EnumerateArray())
                {
                    yield return target.GetProperty("expr").GetString()!;
                }
            }
        }

        foreach (var variable in board.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray())
        {
            if (variable.TryGetProperty("definition", out var definition))
            {
                yield return definition.GetString()!;
            }
        }
    }

    // What stands before a selector; functions stand before a parenthesis, labels within the selector.
    [GeneratedRegex(@"\b[a-z][a-z0-9_]*(?=\{)|(?<=label_values\()[a-z][a-z0-9_]*(?=,)")]
    private static partial Regex Metric();
}
