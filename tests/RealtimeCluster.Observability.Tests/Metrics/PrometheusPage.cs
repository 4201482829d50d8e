using System.Globalization;
using System.Text.RegularExpressions;

namespace RealtimeCluster.Observability.Tests.Metrics;

/// <summary>What a node shows to Prometheus.</summary>
internal sealed partial class PrometheusPage
{
    private readonly List<(string Name, string Labels, double Value)> _samples = [];

    private PrometheusPage(string text)
    {
        foreach (Match match in Sample().Matches(text))
        {
            _samples.Add((match.Groups[1].Value, match.Groups[2].Value, double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The names on the page.</summary>
    public IReadOnlySet<string> Names => _samples.Select(static sample => sample.Name).ToHashSet();

    /// <summary>The sum of all samples of a name, or of those with a label.</summary>
    /// <param name="name">The name.</param>
    /// <param name="label">A label as it is written, for example <c>kind="channel"</c>.</param>
    public double Sum(string name, string label = "") =>
        _samples.Where(sample => sample.Name == name && sample.Labels.Contains(label, StringComparison.Ordinal)).Sum(static sample => sample.Value);

    /// <summary>Reads the page of a node.</summary>
    public static async Task<PrometheusPage> ReadAsync(ObservedNode node) => new(await node.GetAsync("/metrics"));

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^\n]*)\})? ([0-9.eE+-]+|NaN|[+-]Inf)(?: \d+)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
