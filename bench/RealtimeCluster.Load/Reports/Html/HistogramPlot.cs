using System.Globalization;
using System.Text;

namespace RealtimeCluster.Load.Reports.Html;

/// <summary>Draws how latencies are spread, over a logarithmic axis.</summary>
internal static class HistogramPlot
{
    private const int BarsPerOctave = 4;

    public static string Render(IReadOnlyList<HistogramBucket> buckets, LatencyFigures latency)
    {
        if (buckets.Count == 0)
        {
            return string.Empty;
        }

        var bars = buckets
            .GroupBy(static bucket => (int)Math.Floor(Math.Log2(Math.Max(1, bucket.FromMicros)) * BarsPerOctave))
            .ToDictionary(static group => group.Key, static group => group.Sum(static bucket => bucket.Count));
        int first = bars.Keys.Min() - 1, last = bars.Keys.Max() + 1;
        var total = (double)bars.Values.Sum();
        var scale = new Scale(bars.Values.Select(count => count / total * 100), isLogarithmic: false);
        var frame = new Frame(1, scale);
        var width = (Frame.Right - Frame.Left) / (last - first + 1);
        var svg = new StringBuilder("<figure><figcaption>Spread of latency<span class=unit>% of deliveries, by latency</span></figcaption>");
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox='0 0 {Frame.Width} {Frame.Height}' role=img aria-label='Histogram of latency'>");
        foreach (var mark in scale.Marks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=grid x1='{Frame.Left}' x2='{Frame.Right}' y1='{frame.Y(mark):0.##}' y2='{frame.Y(mark):0.##}'/><text x='{Frame.Left - 6}' y='{frame.Y(mark) + 4:0.##}' class=end>{Scale.Short(mark)}</text>");
        }

        foreach (var (bar, count) in bars)
        {
            var share = count / total * 100;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class='bar' x='{X(bar) + 1:0.##}' y='{frame.Y(share):0.##}' width='{Math.Max(1, width - 2):0.##}' height='{Frame.Bottom - frame.Y(share):0.##}' rx='1.5'><title>{Time(Lower(bar))} to {Time(Lower(bar + 1))}: {share:0.###} %, {count:#,0} deliveries</title></rect>");
        }

        foreach (var micros in TimeMarks(first, last))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x='{X(Math.Log2(micros) * BarsPerOctave):0.##}' y='{Frame.Bottom + 18}' class=mid>{Time(micros)}</text>");
        }

        foreach (var (name, micros) in (ReadOnlySpan<(string, long)>)[("p50", latency.P50Micros), ("p99", latency.P99Micros)])
        {
            var x = X(Math.Log2(Math.Max(1, micros)) * BarsPerOctave);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=mark x1='{x:0.##}' x2='{x:0.##}' y1='{Frame.Top}' y2='{Frame.Bottom}'/><text x='{x + 4:0.##}' y='{Frame.Top + 10}'>{name}</text>");
        }

        return svg.Append("</svg></figure>").ToString();

        double X(double bar) => Frame.Left + ((bar - first) * width);
    }

    private static double Lower(int bar) => Math.Pow(2, (double)bar / BarsPerOctave);

    // 1, 2 and 5 of each power of ten, or where these would touch each other, 1 only.
    private static IEnumerable<double> TimeMarks(int first, int last)
    {
        double[] steps = last - first <= 12 * BarsPerOctave ? [1, 2, 5] : [1];
        return Enumerable.Range(0, 10)
            .SelectMany(power => steps.Select(step => step * Math.Pow(10, power)))
            .Where(micros => micros >= Lower(first) && micros <= Lower(last));
    }

    private static string Time(double micros) => micros switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{micros:0} µs"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{micros / 1000:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000:0.#} s"),
    };
}
