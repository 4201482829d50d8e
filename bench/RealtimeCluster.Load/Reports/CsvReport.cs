using System.Globalization;
using System.Text;
using RealtimeCluster.Load.Runs;

namespace RealtimeCluster.Load.Reports;

/// <summary>Writes the samples of a run as a table.</summary>
internal static class CsvReport
{
    public static void Write(string path, IEnumerable<TimeSample> samples)
    {
        var text = new StringBuilder("seconds,members,published_per_second,deliveries_per_second,p50_us,p99_us,cpu_cores,rss_mib\n");
        foreach (var sample in samples)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{sample.Seconds},{sample.Members},{sample.PublishedPerSecond},{sample.DeliveriesPerSecond},{sample.P50Micros},{sample.P99Micros},{sample.CpuCores},{sample.RssMiB}\n");
        }

        File.WriteAllText(path, text.ToString());
    }
}
