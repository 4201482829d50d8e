using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests.Metrics;

/// <summary>What is documented is there, and what is there is documented, word for word.</summary>
public sealed partial class InstrumentDocumentationTests
{
    [Fact]
    public async Task Page_ComparedWithANode_SaysTheSame()
    {
        var code = (await Instruments.OfANodeAsync()).Select(static instrument => instrument.ToString()).ToArray();
        var page = Instruments.OnThePage().Select(static instrument => instrument.ToString()).ToArray();

        Assert.NotEmpty(code);
        Assert.Equal(page.Length, page.Distinct().Count());
        var missing = code.Except(page).ToArray();
        var stale = page.Except(code).ToArray();
        Assert.True(
            missing.Length == 0 && stale.Length == 0,
            $"{Instruments.Page} lacks:\n{string.Join('\n', missing)}\nand has what no node has:\n{string.Join('\n', stale)}");
    }

    [Fact]
    public void Alarms_NameOnlyWhatPrometheusHas()
    {
        var known = Instruments.OnThePage().SelectMany(static instrument => instrument.PrometheusNames()).ToHashSet();

        var named = PrometheusName().Matches(File.ReadAllText(Path.Combine(Repository.Root, Instruments.Page))).Select(static match => match.Value).Distinct().ToArray();

        // A histogram is named without what Prometheus makes of it.
        Assert.True(named.Length >= 10, $"Only {named.Length} names were found.");
        Assert.DoesNotContain(named, name => !known.Contains(name) && !known.Contains($"{name}_bucket"));
    }

    [GeneratedRegex(@"\brealtime_[a-z_]+\b")]
    private static partial Regex PrometheusName();
}
