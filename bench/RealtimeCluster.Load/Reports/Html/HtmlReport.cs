using System.Net;
using System.Text;
using RealtimeCluster.Load.Runs;

namespace RealtimeCluster.Load.Reports.Html;

/// <summary>Writes a run as one page with tables and plots, which needs no other file, no network and no script.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{color-scheme:light dark;--paper:#fbfbfa;--card:#fff;--ink:#1c1e21;--soft:#6a7078;--rule:#e3e5e8;--s1:#2563c9;--s2:#c2571a;--good:#1a7f4b;--bad:#c02f2f}
        @media(prefers-color-scheme:dark){:root{--paper:#131518;--card:#1b1e22;--ink:#e8eaed;--soft:#98a0a9;--rule:#2e3238;--s1:#6ea8ff;--s2:#f0965a;--good:#5ccb92;--bad:#ff7b72}}
        *{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
        main{max-width:1060px;margin:0 auto;padding:32px 20px 56px}h1{font-size:24px;margin:0}header p{margin:2px 0 0;color:var(--soft)}
        header{display:flex;justify-content:space-between;align-items:start;gap:16px;margin-bottom:24px}
        .verdict{font-weight:600;padding:3px 12px;border:1.5px solid;border-radius:99px;white-space:nowrap}.passed{color:var(--good)}.failed{color:var(--bad)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-bottom:16px}
        .tile,figure,.rows{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px 16px;margin:0 0 16px}.tile{margin:0}
        .tile b{display:block;font-size:23px;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.25}.tile span,.unit{color:var(--soft);font-size:13px}
        figcaption{font-weight:600;margin-bottom:6px}.unit{font-weight:400;margin-left:8px}.key{font-weight:400;font-size:13px;margin-left:14px}
        .key i{display:inline-block;width:14px;height:3px;border-radius:2px;margin-right:5px;vertical-align:middle}i.s1{background:var(--s1)}i.s2{background:var(--s2)}
        svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font-size:11px}.end{text-anchor:end}.mid{text-anchor:middle}
        .grid{stroke:var(--rule)}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}path.s1{stroke:var(--s1)}path.s2{stroke:var(--s2)}
        .bar{fill:var(--s1)}.bar:hover{opacity:.7}.mark{stroke:var(--s2);stroke-dasharray:4 3}.hit rect{fill:transparent}.hit rect:hover{fill:var(--ink);fill-opacity:.07}
        table{border-collapse:collapse;width:100%}td{padding:5px 0;border-top:1px solid var(--rule);vertical-align:top}tr:first-child td{border:0}
        td:first-child{color:var(--soft);padding-right:20px;white-space:nowrap}.faults{color:var(--bad)}
        """;

    public static void Write(string path, RunReport report) => File.WriteAllText(path, Render(report));

    public static string Render(RunReport report)
    {
        var title = report.Label.Length > 0 ? report.Label : $"Load {report.Load.Mode}";
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>");
        page.Append("<title>").Append(Text(title)).Append("</title><style>").Append(Style).Append("</style><main><header><div><h1>");
        page.Append(Text(title)).Append("</h1><p>").Append(Text(string.Join(", ", report.Load.Servers))).Append("</p></div>");
        page.Append(report.Passed ? "<span class='verdict passed'>passed</span>" : "<span class='verdict failed'>failed</span>").Append("</header>");
        page.Append("<div class=tiles>");
        foreach (var (name, value) in Tiles.Of(report))
        {
            page.Append("<div class=tile><b>").Append(Text(value)).Append("</b><span>").Append(Text(name)).Append("</span></div>");
        }

        page.Append("</div>");
        AppendPlots(page, report);
        page.Append("<div class=rows><table>");
        foreach (var (name, value) in SummaryTable.Rows(report))
        {
            page.Append("<tr><td>").Append(Text(name)).Append("<td>").Append(Text(value));
        }

        foreach (var fault in report.Faults)
        {
            page.Append("<tr class=faults><td>fault<td>").Append(Text(fault));
        }

        return page.Append("</table></div></main></html>\n").ToString();
    }

    private static void AppendPlots(StringBuilder page, RunReport report)
    {
        var samples = report.Timeline;
        if ((report.Publish?.Latency ?? report.Soak?.Latency ?? report.Stall?.With.Publish.Latency) is { } latency)
        {
            page.Append(Over(new Plot("Latency", "ms") { IsLogarithmic = true }, samples)
                .Line("p50", samples.Select(static sample => sample.P50Micros / 1000.0))
                .Line("p99", samples.Select(static sample => sample.P99Micros / 1000.0))
                .Render());
            page.Append(Over(new Plot("Throughput", "deliveries/s"), samples).Line("deliveries", samples.Select(static sample => sample.DeliveriesPerSecond)).Render());
            page.Append(HistogramPlot.Render(report.Histogram, latency));
        }

        if (samples.Any(static sample => sample.RssMiB > 0))
        {
            page.Append(Over(new Plot("Server memory", "MiB"), samples).Line("resident", samples.Select(static sample => sample.RssMiB)).Render());
            page.Append(Over(new Plot("Server CPU", "% of one CPU"), samples).Line("CPU", samples.Select(static sample => sample.CpuCores * 100)).Render());
        }

        if (report.Soak is not null || report.Stall is not null)
        {
            page.Append(Over(new Plot("Members", "connections"), samples).Line("members", samples.Select(static sample => (double)sample.Members)).Render());
        }
    }

    private static Plot Over(Plot plot, IReadOnlyList<TimeSample> samples) => plot.Over(samples.Select(static sample => sample.Seconds));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
