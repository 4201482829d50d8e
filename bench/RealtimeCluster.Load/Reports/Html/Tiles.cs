using System.Globalization;

namespace RealtimeCluster.Load.Reports.Html;

/// <summary>The few figures a reader looks for first.</summary>
internal static class Tiles
{
    public static IEnumerable<(string Name, string Value)> Of(RunReport report)
    {
        if (report.Publish is { } publish)
        {
            yield return ("deliveries a second", Text($"{publish.DeliveriesPerSecond:#,0}"));
            yield return ("median latency", Millis(publish.Latency.P50Micros));
            yield return ("99th percentile", Millis(publish.Latency.P99Micros));
            if (report.IsServerMeasured)
            {
                yield return ("server CPU a delivery", Text($"{publish.CpuMicrosPerDelivery:0.00} µs"));
            }

            yield return ("lost, repeated, out of order", Text($"{publish.Lost}, {publish.Duplicates}, {publish.OutOfOrder}"));
        }

        if (report.Soak is { } soak)
        {
            yield return ("deliveries", Text($"{soak.Delivered:#,0}"));
            yield return ("reconnects and rejoins", Text($"{soak.Reconnects + soak.Rejoins:#,0}"));
            yield return ("99th percentile", Millis(soak.Latency.P99Micros));
            if (soak.RssMiBPerHour is { } growth)
            {
                yield return ("memory growth an hour", Text($"{growth:+0.0;-0.0;0} MiB"));
            }

            yield return ("missing, repeated, out of order", Text($"{soak.Missing}, {soak.Duplicates}, {soak.OutOfOrder}"));
        }

        if (report.Idle is { } idle)
        {
            yield return ("idle connections", Text($"{idle.Connections:#,0}"));
            if (report.IsServerMeasured)
            {
                yield return ("memory a connection", Text($"{idle.KiBPerConnection:0.0} KiB"));
                yield return ("server CPU", Text($"{idle.CpuCores * 100:0.0} %"));
            }
        }

        if (report.Members is { } members)
        {
            yield return ("members listed", Text($"{members.MembersListed:#,0}"));
            yield return ("median answer", Millis(members.Latency.P50Micros));
        }

        if (report.Stall is { } stall)
        {
            yield return ("deliveries a second without", Text($"{stall.Without.Publish.DeliveriesPerSecond:#,0}"));
            yield return (Text($"with {stall.Stalled} stalled"), Text($"{stall.With.Publish.DeliveriesPerSecond:#,0}"));
            yield return ("99th percentile without", Millis(stall.Without.Publish.Latency.P99Micros));
            yield return (Text($"with {stall.Stalled} stalled"), Millis(stall.With.Publish.Latency.P99Micros));
            yield return ("stalled members ended", Text($"{stall.Ended} of {stall.Stalled}"));
        }

        if (report.Publish is null && report.Soak is null && report.Stall is null)
        {
            yield return ("connected and joined in", Text($"{report.Connect.Seconds:0.00} s"));
        }
    }

    private static string Millis(long micros) => Text($"{micros / 1000.0:0.00} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
