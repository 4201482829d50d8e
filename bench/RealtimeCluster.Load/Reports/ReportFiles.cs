using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Reports.Html;

namespace RealtimeCluster.Load.Reports;

/// <summary>Writes the reports that were asked for.</summary>
internal static class ReportFiles
{
    public static void Write(LoadOptions options, RunReport report)
    {
        if (options.JsonFile is { } json)
        {
            JsonReport.Write(json, report);
        }

        if (options.HtmlFile is { } html)
        {
            HtmlReport.Write(html, report);
        }

        if (options.CsvFile is { } csv)
        {
            CsvReport.Write(csv, report.Timeline);
        }
    }
}
