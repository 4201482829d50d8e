using System.Globalization;

namespace RealtimeCluster.Load.Reports;

/// <summary>Writes the figures of a run for people.</summary>
internal static class SummaryTable
{
    private const int NameWidth = 32;

    public static void Write(TextWriter writer, RunReport report)
    {
        writer.WriteLine();
        foreach (var (name, value) in Rows(report))
        {
            writer.WriteLine($"  {name.PadRight(NameWidth)}{value}");
        }

        foreach (var fault in report.Faults)
        {
            writer.WriteLine($"  ! {fault}");
        }
    }

    /// <summary>The figures as pairs, which the HTML report shows too.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(RunReport report)
    {
        var (connect, load) = (report.Connect, report.Load);
        yield return ("load", Text($"{load.Mode}, {load.Protocol}, {load.Channels} × {load.MembersPerChannel} members, {load.PayloadBytes} bytes") + Pace(load));
        yield return ("connected and joined", Text($"{connect.Ready} of {connect.Connections} in {connect.Seconds:0.00} s, {connect.PerSecond:0}/s"));
        yield return ("server memory", Usage(report, $"{connect.RssBeforeMiB:0.0} MiB before, {connect.RssReadyMiB:0.0} MiB connected, {connect.KiBPerConnection:0.0} KiB a connection"));
        foreach (var row in Sections(report))
        {
            yield return row;
        }

        yield return ("failures", Text($"{report.FailedConnections} connections, {report.RefusedEvents} refused events"));
        yield return ("result", report.Passed ? "passed" : "FAILED");
    }

    private static IEnumerable<(string Name, string Value)> Sections(RunReport report)
    {
        if (report.Publish is { } publish)
        {
            yield return ("deliveries", Text($"{publish.DeliveriesPerSecond:#,0}/s ({publish.Delivered:#,0} of {publish.Expected:#,0} in {publish.TotalSeconds:0.00} s)"));
            yield return ("server CPU", Usage(report, $"{publish.CpuMicrosPerDelivery:0.00} µs a delivery, {publish.CpuSeconds:0.00} s"));
            yield return ("lost, repeated, out of order", Text($"{publish.Lost}, {publish.Duplicates}, {publish.OutOfOrder}"));
            yield return ("latency", Latency(publish.Latency));
        }

        if (report.Idle is { } idle)
        {
            yield return ("idle", Text($"{idle.Connections} connections for {idle.Seconds:0} s"));
            yield return ("server CPU", Usage(report, $"{idle.CpuCores * 100:0.0} %"));
            yield return ("server memory at the end", Usage(report, $"{idle.RssMiB:0.0} MiB, {idle.KiBPerConnection:0.0} KiB a connection"));
        }

        if (report.Join is { } join)
        {
            yield return ("all are members after", Text($"{join.ReadySeconds:0.00} s"));
            yield return ("join events end after", Text($"{join.QuietSeconds:0.00} s, {join.PresenceEvents:#,0} of {join.PresenceEventsIfAllSeeAll:#,0}"));
        }

        if (report.Members is { } members)
        {
            yield return ("members listed", Text($"{members.MembersListed} of {members.MembersExpected}, {members.Wrong} of {members.Requests} answers wrong, {members.AnswerBytes:#,0} bytes"));
            yield return ("time of an answer", Latency(members.Latency));
            yield return ("server CPU", Usage(report, $"{members.CpuMillisPerAnswer:0.00} ms an answer, {members.Askers} asking at a time"));
        }

        if (report.Soak is { } soak)
        {
            yield return ("soak", Text($"{soak.Seconds:0} s: {soak.Published:#,0} published, {soak.Delivered:#,0} delivered, {soak.PresenceEvents:#,0} presence events"));
            yield return ("churn", Text($"{soak.Reconnects:#,0} reconnects, {soak.Rejoins:#,0} rejoins"));
            yield return ("missing, repeated, disorder", Text($"{soak.Missing}, {soak.Duplicates}, {soak.OutOfOrder}"));
            yield return ("memory", Usage(report, $"{soak.RssStartMiB:0.0} MiB at the start, {soak.RssEndMiB:0.0} at the end") + Growth(soak));
            yield return ("latency", Latency(soak.Latency));
        }

        if (report.Stall is { } stall)
        {
            foreach (var row in Phase(report, "without stalled members", stall.Without).Concat(Phase(report, Text($"with {stall.Stalled} stalled"), stall.With)))
            {
                yield return row;
            }

            yield return ("stalled members", Text($"{stall.Ended} ended by the server, {stall.Open} still connected"));
            yield return ("of what they left unread", Text($"{stall.LateMessages:#,0} messages came late, of {stall.MissedMessages:#,0} for each; {stall.LateDisorder} out of order"));
        }
    }

    private static IEnumerable<(string Name, string Value)> Phase(RunReport report, string name, StallPhaseFigures phase)
    {
        var publish = phase.Publish;
        yield return (name, Text($"{publish.DeliveriesPerSecond:#,0} deliveries/s ({publish.Delivered:#,0} of {publish.Expected:#,0} to {phase.Readers:#,0} in {publish.TotalSeconds:0.00} s)"));
        yield return ("  latency", Latency(publish.Latency));
        yield return ("  lost, repeated, disorder", Text($"{publish.Lost}, {publish.Duplicates}, {publish.OutOfOrder}"));
        yield return ("  server", Usage(report, $"{phase.RssStartMiB:0.0} MiB before, {phase.RssPeakMiB:0.0} peak, {phase.RssEndMiB:0.0} after; {publish.CpuMicrosPerDelivery:0.00} µs CPU a delivery"));
    }

    private static string Pace(LoadShape load) => load.Mode is not ("run" or "soak" or "stall") ? string.Empty
        : load.Window > 0 ? Text($", window {load.Window}")
        : Text($", {load.Rate:0.##}/s");

    private static string Growth(SoakFigures soak) => soak.RssMiBPerHour is { } growth
        ? Text($", {growth:+0.0;-0.0;0} MiB an hour in the second half")
        : string.Empty;

    private static string Latency(LatencyFigures latency) => Text(
        $"p50 {latency.P50Micros / 1000.0:0.00}  p90 {latency.P90Micros / 1000.0:0.00}  p99 {latency.P99Micros / 1000.0:0.00}  p99.9 {latency.P999Micros / 1000.0:0.00}  max {latency.MaxMicros / 1000.0:0.00} ms");

    private static string Usage(RunReport report, FormattableString figures) => report.IsServerMeasured ? Text(figures) : "not measured: --pid names the server";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
