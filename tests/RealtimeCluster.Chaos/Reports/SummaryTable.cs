using System.Globalization;
using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Reports;

/// <summary>What a run showed, for people.</summary>
internal static class SummaryTable
{
    private const int MaxShownEach = 5;

    public static void Write(TextWriter output, Findings findings)
    {
        Row("published", $"{findings.PublishedCount}");
        Row("acknowledged", $"{findings.AcknowledgedCount}");
        Row("unknown", $"{findings.UnknownCount}   the session ended before the answer");
        Row("refused", $"{findings.RefusedCount}");
        Row("delivered", $"{findings.DeliveryCount}");
        Row("sessions", $"{findings.SessionCount}");
        Row("reconnects", $"{findings.ReconnectCount}");
        Row("recovered", $"{findings.RecoveredCount} of {findings.InWindowCount} that came back in the window");
        Row("told missing", $"{findings.MissingNoticeCount}");
        Row("told codes", findings.Exceptions.Count == 0 ? "none" : string.Join(", ", findings.Exceptions.Select(static entry => $"{entry.Key} {entry.Value}")));
        Row("profiles set", $"{findings.ProfileCount}");
        Row("rewinds", $"{findings.RewindJoinCount}, {findings.RewoundCount} messages");
        Row("presence points", $"{findings.PresencePointCount}");
        Row("connect errors", $"{findings.RefusedConnectCount}");
        Row("new epochs", $"in {findings.RenewedChannels.Count} channels");
        Row("absence", Text(findings.Absences));
        foreach (var figure in findings.StandStills)
        {
            Row("stood still", $"{Text(figure)}   {figure.Label}");
        }

        if (findings.FlakyProxy is { } proxy)
        {
            foreach (var counts in proxy.Requests)
            {
                Row($"{counts.Kind.ToString().ToLowerInvariant()} requests", $"{counts.Requests}, of them {string.Join(", ", counts.Faults.Select(static fault => $"{fault.Value} {Text(fault.Key)}"))}");
            }

            Row("websockets cut", $"{proxy.CutWebSocketCount}");
            foreach (var kind in findings.Kinds)
            {
                Row("came back", $"{kind.ReconnectCount}, recovered {kind.RecoveredCount} of {kind.InWindowCount}   {kind.Kind}");
            }
        }

        foreach (var figure in findings.Latencies)
        {
            Row("latency", figure.Count == 0 ? $"none   {figure.Label}" : string.Create(
                CultureInfo.InvariantCulture,
                $"{figure.Median.TotalMilliseconds:F1} ms median, {figure.NinetyNinth.TotalMilliseconds:F1} ms p99, {figure.Longest.TotalMilliseconds:F1} ms longest of {figure.Count}   {figure.Label}"));
        }

        foreach (var tally in findings.Strangers)
        {
            var answers = tally.Answers.OrderByDescending(static answer => answer.Value).Select(static answer => $"{answer.Key} {answer.Value}");
            Row("strangers", $"{tally.StrangerCount} of {tally.Kind}: {tally.OperationCount} operations, {tally.ClosedCount} times closed; {string.Join(", ", answers)}");
        }

        foreach (var kind in Enum.GetValues<ViolationKind>())
        {
            var count = findings.Violations.Count(violation => violation.Kind == kind);
            Row(kind.ToString().ToLowerInvariant(), $"{count}{(count > 0 ? "   VIOLATED" : string.Empty)}");
        }

        foreach (var violation in findings.Violations.GroupBy(static violation => violation.Kind).SelectMany(static group => group.Take(MaxShownEach)))
        {
            output.WriteLine(violation);
        }

        output.WriteLine(findings.Violations.Count == 0 ? "Nothing was violated." : $"{findings.Violations.Count} violations.");

        void Row(string name, string value) => output.WriteLine($"  {name,-16} {value}");
    }

    private static string Text(RequestFault fault) => fault switch
    {
        RequestFault.Refuse => "answered 502",
        RequestFault.CutBefore => "cut before the answer",
        RequestFault.CutWithin => "cut within it",
        _ => "delayed",
    };

    private static string Text(DurationFigures figure) => figure.Count == 0 ? "none" : string.Create(
        CultureInfo.InvariantCulture,
        $"{figure.Median.TotalSeconds:F2} s median, {figure.NinetyNinth.TotalSeconds:F2} s p99, {figure.Longest.TotalSeconds:F2} s longest of {figure.Count}");
}
