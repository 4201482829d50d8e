using System.Globalization;

namespace RealtimeCluster.Load.Reports.Html;

/// <summary>The vertical axis of a plot: round marks that enclose the values, linear from zero or by decades.</summary>
internal sealed class Scale
{
    private const int WantedMarks = 5;

    private readonly bool _isLogarithmic;
    private readonly double _low;
    private readonly double _high;

    public Scale(IEnumerable<double> values, bool isLogarithmic)
    {
        _isLogarithmic = isLogarithmic;
        double[] all = [.. values.Where(value => !isLogarithmic || value > 0)];
        var most = Math.Max(all.DefaultIfEmpty(1).Max(), 1e-3);
        if (isLogarithmic)
        {
            _low = Math.Floor(Math.Log10(all.DefaultIfEmpty(1).Min()));
            _high = Math.Max(Math.Ceiling(Math.Log10(most)), _low + 1);
            Marks = [.. Enumerable.Range(0, (int)(_high - _low) + 1).Select(i => Math.Pow(10, _low + i))];
            return;
        }

        var step = RoundStep(most / WantedMarks);
        _high = Math.Ceiling(most / step) * step;
        Marks = [.. Enumerable.Range(0, (int)Math.Round(_high / step) + 1).Select(i => i * step)];
    }

    public IReadOnlyList<double> Marks { get; }

    /// <summary>A value's place between the lowest mark, 0, and the highest, 1.</summary>
    public double Place(double value) => ((_isLogarithmic ? Math.Log10(value) : value) - _low) / (_high - _low);

    /// <summary>A short form: 12 k rather than 12 000.</summary>
    public static string Short(double value) => value switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##} M"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##} k"),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The next 1, 2 or 5 times a power of ten.</summary>
    public static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
