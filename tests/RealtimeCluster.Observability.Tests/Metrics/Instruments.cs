using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests.Metrics;

/// <summary>The instruments of our own meters: those a node has, and those that are documented.</summary>
internal static partial class Instruments
{
    /// <summary>Where they are documented.</summary>
    public const string Page = "docs/observability.md";

    /// <summary>Starts a node and notes what instruments it makes.</summary>
    public static async Task<IReadOnlyList<Documented>> OfANodeAsync()
    {
        var found = new SortedDictionary<string, Documented>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("RealtimeCluster.", StringComparison.Ordinal))
            {
                lock (found)
                {
                    found[instrument.Name] = new Documented(instrument.Name, KindOf(instrument), instrument.Unit ?? "", instrument.Description ?? "");
                }
            }
        };
        listener.Start();
        await using var node = await ObservedNode.StartAsync();
        lock (found)
        {
            return [.. found.Values];
        }
    }

    /// <summary>Reads the tables of the page.</summary>
    public static IReadOnlyList<Documented> OnThePage() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, Page))
            .Select(static line => Row().Match(line))
            .Where(static match => match.Success)
            .Select(static match => new Documented(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value)),
    ];

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "UpDownCounter" => "up-down counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        var other => other,
    };

    [GeneratedRegex(@"^\| `(realtime\.[a-z_.]+)` \| ([a-z-]+(?: [a-z]+)?) \| `([^`]+)` \| (.+) \|$")]
    private static partial Regex Row();

    /// <summary>An instrument as its row tells of it.</summary>
    internal sealed record Documented(string Name, string Kind, string Unit, string Meaning)
    {
        /// <summary>Its row.</summary>
        public override string ToString() => $"| `{Name}` | {Kind} | `{Unit}` | {Meaning} |";

        /// <summary>Its names on a Prometheus page.</summary>
        public IEnumerable<string> PrometheusNames()
        {
            var name = Name.Replace('.', '_');
            name = Unit switch
            {
                "s" => $"{name}_seconds",
                "By" when !name.EndsWith("_bytes", StringComparison.Ordinal) => $"{name}_bytes",
                _ => name,
            };
            return Kind switch
            {
                "counter" => [$"{name}_total"],
                "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
                _ => [name],
            };
        }
    }
}
