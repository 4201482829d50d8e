using System.Xml.Linq;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Reports.Html;
using RealtimeCluster.Load.Runs;

namespace RealtimeCluster.Load.Tests.Reports;

public sealed class HtmlReportTests
{
    [Fact]
    public void Render_ARun_EscapesTextAndReachesForNothingOutside()
    {
        var page = HtmlReport.Render(Report("<script>x</script>"));

        Assert.Contains("&lt;script&gt;x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
        Assert.Equal(5, page.Split("<svg").Length - 1);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_AStall_ShowsBothPhases()
    {
        var publish = Report("x").Publish!;
        var stall = new StallFigures(7, 5, 2, 100, 30, 0, new StallPhaseFigures(1234, publish, 50, 60, 55), new StallPhaseFigures(1227, publish, 55, 99, 56));

        var page = HtmlReport.Render(Report("x") with { Publish = null, Stall = stall });

        Assert.Contains("to 1,234 in", page, StringComparison.Ordinal);
        Assert.Contains("to 1,227 in", page, StringComparison.Ordinal);
        Assert.Contains("5 of 7", page, StringComparison.Ordinal);
        Assert.Equal(6, page.Split("<svg").Length - 1);
    }

    [Theory]
    [InlineData(1000, 0, 0, 0, 0, true)]
    [InlineData(0, 0, 0, 0, 0, false)]
    [InlineData(1000, 1, 0, 0, 0, false)]
    [InlineData(1000, 0, 1, 0, 0, false)]
    [InlineData(1000, 0, 0, 1, 0, false)]
    [InlineData(1000, 0, 0, 0, 1, false)]
    public void IsSound_AStall_NeedsDeliveriesAndNoFault(long delivered, long lost, long duplicates, long outOfOrder, long lateDisorder, bool expected)
    {
        var sound = new StallPhaseFigures(10, Report("x").Publish!, 0, 0, 0);
        var judged = sound with { Publish = sound.Publish with { Delivered = delivered, Lost = lost, Duplicates = duplicates, OutOfOrder = outOfOrder } };

        var stall = new StallFigures(7, 7, 0, 100, 30, lateDisorder, judged, sound);

        Assert.Equal(expected, stall.IsSound);
        Assert.Equal(expected, (stall with { Without = sound, With = judged }).IsSound);
    }

    [Fact]
    public void Render_APlot_DrawsOnePathALineWithGapsWhereNothingWasMeasured()
    {
        var figure = new Plot("t", "u") { IsLogarithmic = true }.Over([1, 2, 3, 4]).Line("a", [1, 0, 10, 100]).Line("b", [1, 1, 1, 1]).Render();

        var paths = XElement.Parse("<x>" + figure[figure.IndexOf("<path", StringComparison.Ordinal)..figure.IndexOf("<g", StringComparison.Ordinal)] + "</x>")
            .Elements("path").Select(static path => path.Attribute("d")!.Value).ToArray();

        Assert.Equal(2, paths.Length);
        Assert.Equal((2, 1), (paths[0].Count(static c => c == 'M'), paths[0].Count(static c => c == 'L')));
        Assert.Equal((1, 3), (paths[1].Count(static c => c == 'M'), paths[1].Count(static c => c == 'L')));
    }

    internal static RunReport Report(string label)
    {
        var latency = new LatencyFigures(500, 800, 1200, 3000, 9000);
        return new RunReport
        {
            Label = label,
            Load = new LoadShape("run", "socketio", ["127.0.0.1:1"], 1, 10, 1, 0, 200, 5),
            Passed = true,
            Faults = ["a < b"],
            FailedConnections = 0,
            RefusedEvents = 0,
            IsServerMeasured = true,
            Connect = new ConnectFigures(10, 10, 0.1, 100, 0.1, 50, 51, 100),
            Publish = new PublishFigures(100, 1000, 1000, 0, 0, 0, 5, 5, 200, 1, 1000, 51, latency),
            Timeline = [.. Enumerable.Range(1, 5).Select(static i => new TimeSample(i, 10, 20, 200, 500, 1200, 0.2, 51))],
            Histogram = [new HistogramBucket(480, 496, 900), new HistogramBucket(8960, 9216, 100)],
        };
    }
}
