using System.Globalization;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Strangers who do their worst close no connection of another tenant, and do not slow it down beyond a bound.</summary>
internal static class StrangerCheck
{
    /// <summary>Judges a run with strangers; one without them is not judged.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="latencies">How long deliveries took, quiet and with strangers; none without them.</param>
    /// <param name="options">The bounds.</param>
    public static IEnumerable<Violation> Run(Ledger ledger, (DurationFigures Quiet, DurationFigures Troubled)? latencies, CheckerOptions options) =>
        ledger.Visit is { } visit && latencies is var (quiet, troubled)
            ? [.. Closed(ledger, visit, options), .. Starved(ledger, quiet, troubled, options)]
            : [];

    private static IEnumerable<Violation> Closed(Ledger ledger, StrangerVisit visit, CheckerOptions options) =>
        from session in ledger.Sessions
        from link in session.Links
        where link.LostAt >= visit.Began && !ledger.Faults.Any(fault => fault.At <= link.LostAt && link.LostAt - fault.At <= options.FaultReach)
        select new Violation(
            ViolationKind.Closed,
            null,
            $"{session} lost its transport on {link.Gateway} at {link.LostAt}, {link.LostAt - visit.Began} after the strangers began, and no fault explains it.");

    // A fault slows things down by itself, so that a run with some says nothing of the strangers.
    private static IEnumerable<Violation> Starved(Ledger ledger, DurationFigures quiet, DurationFigures troubled, CheckerOptions options)
    {
        if (quiet.Count == 0 || troubled.Count == 0)
        {
            yield return new Violation(ViolationKind.Starved, null, $"{quiet.Count} deliveries while it was quiet and {troubled.Count} with strangers are not enough to compare.");
        }
        else if (ledger.Faults.Count == 0)
        {
            var bound = options.MaxSlowdown * (quiet.NinetyNinth > options.LatencyFloor ? quiet.NinetyNinth : options.LatencyFloor);
            if (troubled.NinetyNinth > bound)
            {
                yield return new Violation(ViolationKind.Starved, null, string.Create(
                    CultureInfo.InvariantCulture,
                    $"With strangers the p99 of deliveries is {troubled.NinetyNinth.TotalMilliseconds:F1} ms, and {quiet.NinetyNinth.TotalMilliseconds:F1} ms while it was quiet; {bound.TotalMilliseconds:F1} ms are allowed."));
            }
        }
    }
}
