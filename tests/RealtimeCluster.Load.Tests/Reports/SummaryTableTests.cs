using RealtimeCluster.Load.Reports;

namespace RealtimeCluster.Load.Tests.Reports;

public class SummaryTableTests
{
    [Fact]
    public void Rows_NoProcessOfTheServerWasNamed_SayThatItWasNotMeasured()
    {
        var measured = SummaryTable.Rows(HtmlReportTests.Report("x")).Where(static row => row.Name.StartsWith("server", StringComparison.Ordinal)).ToArray();
        var unmeasured = SummaryTable.Rows(HtmlReportTests.Report("x") with { IsServerMeasured = false }).Where(static row => row.Name.StartsWith("server", StringComparison.Ordinal)).ToArray();

        Assert.Equal(["server memory", "server CPU"], measured.Select(static row => row.Name));
        Assert.All(measured, static row => Assert.DoesNotContain("not measured", row.Value, StringComparison.Ordinal));
        Assert.Equal(measured.Length, unmeasured.Length);
        Assert.All(unmeasured, static row => Assert.StartsWith("not measured", row.Value, StringComparison.Ordinal));
    }
}
