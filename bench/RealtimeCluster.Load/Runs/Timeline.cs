using System.Diagnostics;
using System.Globalization;
using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Runs;

/// <summary>Takes a sample at regular intervals and prints it.</summary>
internal sealed class Timeline(Traffic traffic, ProcessUsage usage, Func<int> countMembers, bool isQuiet)
{
    private readonly List<TimeSample> _samples = [];
    private long _startedAt = Stopwatch.GetTimestamp();
    private long _lastAt = Stopwatch.GetTimestamp();
    private long _lastPublished;
    private long _lastDelivered;
    private UsageSample _lastUsage = usage.Read();

    public IReadOnlyList<TimeSample> Samples => _samples;

    /// <summary>How long a sample is.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Counts from now on.</summary>
    public void Restart()
    {
        _samples.Clear();
        _startedAt = Stopwatch.GetTimestamp();
        Continue();
    }

    /// <summary>Goes on with samples of counters that begin again.</summary>
    public void Continue()
    {
        _lastAt = Stopwatch.GetTimestamp();
        _lastPublished = _lastDelivered = 0;
        _lastUsage = usage.Read();
    }

    /// <summary>Takes a sample if it is time.</summary>
    public void Tick(long now, long published)
    {
        var elapsed = Stopwatch.GetElapsedTime(_lastAt, now);
        if (elapsed < Interval)
        {
            return;
        }

        var current = usage.Read();
        var sample = new TimeSample(
            Math.Round(Stopwatch.GetElapsedTime(_startedAt, now).TotalSeconds, 2),
            countMembers(),
            Math.Round((published - _lastPublished) / elapsed.TotalSeconds, 1),
            Math.Round((traffic.DeliveredCount - _lastDelivered) / elapsed.TotalSeconds),
            traffic.Second.Percentile(50),
            traffic.Second.Percentile(99),
            Math.Round((current.Cpu - _lastUsage.Cpu) / elapsed, 3),
            Math.Round(current.RssMiB, 2));
        traffic.EndSecond();
        _samples.Add(sample);
        (_lastAt, _lastPublished, _lastDelivered, _lastUsage) = (now, published, traffic.DeliveredCount, current);
        if (!isQuiet)
        {
            Console.Error.WriteLine(Describe(sample));
        }
    }

    private string Describe(TimeSample sample)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.Seconds,6:0} s  {sample.Members,6} members  {sample.PublishedPerSecond,9:0} published/s  {sample.DeliveriesPerSecond,9:0} deliveries/s  p50 {sample.P50Micros / 1000.0,8:0.00} ms  p99 {sample.P99Micros / 1000.0,8:0.00} ms");
        return usage.IsMeasured
            ? text + string.Create(CultureInfo.InvariantCulture, $"  cpu {sample.CpuCores * 100,4:0} %  rss {sample.RssMiB,7:0.0} MiB")
            : text;
    }
}
