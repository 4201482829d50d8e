using System.Globalization;
using System.Text;

namespace RealtimeCluster.Load.Reports.Html;

/// <summary>The rectangle a plot is drawn in: time from left to right, a scale from bottom to top.</summary>
internal sealed class Frame(double seconds, Scale scale)
{
    public const int Width = 720;
    public const int Height = 240;
    public const double Left = 52;
    public const double Right = 708;
    public const double Top = 12;
    public const double Bottom = 212;

    public double X(double time) => Left + ((Right - Left) * time / seconds);

    public double Y(double value) => Bottom - ((Bottom - Top) * scale.Place(value));

    public void WriteAxes(StringBuilder svg)
    {
        foreach (var mark in scale.Marks)
        {
            var y = Y(mark);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=grid x1='{Left}' x2='{Right}' y1='{y:0.##}' y2='{y:0.##}'/><text x='{Left - 6}' y='{y + 4:0.##}' class=end>{Scale.Short(mark)}</text>");
        }

        var (step, unit, unitSeconds) = TimeStep();
        for (var time = 0.0; time <= seconds * 1.005; time += step)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x='{X(time):0.##}' y='{Bottom + 18}' class=mid>{time / unitSeconds:0.##} {unit}</text>");
        }
    }

    // Whole seconds, minutes or quarters of hours: what a clock would show.
    private (double Step, string Unit, double UnitSeconds) TimeStep() => seconds switch
    {
        <= 180 => (Scale.RoundStep(seconds / 8), "s", 1),
        <= 10_800 => (Scale.RoundStep(seconds / 60 / 8) * 60, "min", 60),
        _ => (Scale.RoundStep(seconds / 3600 / 8) * 3600, "h", 3600),
    };
}
