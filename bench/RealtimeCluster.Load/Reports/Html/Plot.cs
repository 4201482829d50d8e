using System.Globalization;
using System.Text;

namespace RealtimeCluster.Load.Reports.Html;

/// <summary>Draws lines over time as SVG that takes its colours from the page.</summary>
/// <param name="title">What is shown.</param>
/// <param name="unit">Of the vertical axis.</param>
internal sealed class Plot(string title, string unit)
{
    private readonly List<(string Name, double[] Values)> _lines = [];
    private double[] _times = [];

    /// <summary>Whether the vertical axis is logarithmic, as latencies need.</summary>
    public bool IsLogarithmic { get; init; }

    public Plot Over(IEnumerable<double> times)
    {
        _times = [.. times];
        return this;
    }

    public Plot Line(string name, IEnumerable<double> values)
    {
        _lines.Add((name, [.. values]));
        return this;
    }

    /// <summary>The figure with its legend; empty if there is nothing to draw.</summary>
    public string Render()
    {
        if (_times.Length < 2)
        {
            return string.Empty;
        }

        var scale = new Scale(_lines.SelectMany(static line => line.Values), IsLogarithmic);
        var frame = new Frame(_times[^1], scale);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{title}<span class=unit>{unit}</span>{Legend()}</figcaption>");
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox='0 0 {Frame.Width} {Frame.Height}' role=img aria-label='{title}'>");
        frame.WriteAxes(svg);
        for (var i = 0; i < _lines.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class='line s{i + 1}' d='{Path(_lines[i].Values, frame)}'/>");
        }

        // One invisible column a sample shows its figures; browsers need no script for that.
        var width = (Frame.Right - Frame.Left) / _times.Length;
        for (var i = 0; i < _times.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g class=hit><rect x='{frame.X(_times[i]) - (width / 2):0.##}' y='{Frame.Top}' width='{width:0.##}' height='{Frame.Bottom - Frame.Top}'><title>{Tip(i)}</title></rect></g>");
        }

        return svg.Append("</svg></figure>").ToString();
    }

    private string Path(double[] values, Frame frame)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < values.Length; i++)
        {
            // Nothing measured is a gap, not a zero.
            if (IsLogarithmic && values[i] <= 0)
            {
                isDrawing = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{frame.X(_times[i]):0.##} {frame.Y(values[i]):0.##}");
            isDrawing = true;
        }

        return path.ToString();
    }

    private string Legend() => _lines.Count < 2 ? string.Empty
        : string.Concat(_lines.Select(static (line, i) => string.Create(CultureInfo.InvariantCulture, $"<span class=key><i class='s{i + 1}'></i>{line.Name}</span>")));

    private string Tip(int index) => string.Create(CultureInfo.InvariantCulture, $"{_times[index]:0} s")
        + string.Concat(_lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"\n{line.Name}: {line.Values[index]:#,0.##} {unit}")));
}
