using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Reports;

namespace RealtimeCluster.Load.Runs;

/// <summary>Publishes for a while, then waits for the rest.</summary>
internal static class PublishRun
{
    private static readonly TimeSpan DrainTurn = TimeSpan.FromMilliseconds(5);

    public static PublishFigures Measure(LoadSession session, LoadOptions options)
    {
        session.Timeline.Restart();
        return MeasurePhase(session, options);
    }

    /// <summary>Measures as one of several phases on one timeline.</summary>
    public static PublishFigures MeasurePhase(LoadSession session, LoadOptions options)
    {
        // Above a thousand messages a second a millisecond's sleep is too long.
        var turn = TimeSpan.FromMilliseconds(options.Rate > 1000 ? 0 : 1);
        var traffic = session.Traffic;
        traffic.Restart();
        session.Publisher.Start();
        session.Timeline.Continue();
        var before = session.Usage.Read();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < options.Duration)
        {
            session.Publisher.Turn();
            session.Turn(turn);
        }

        var sendSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var expected = session.Publisher.ExpectedCount;
        var total = Drain(session, options, start, expected);
        var after = session.Usage.Read();
        traffic.EndSecond();
        return new PublishFigures(
            session.Publisher.PublishedCount,
            expected,
            traffic.DeliveredCount,
            expected - (traffic.DeliveredCount - traffic.DuplicateCount),
            traffic.DuplicateCount,
            traffic.OutOfOrderCount,
            Math.Round(sendSeconds, 2),
            Math.Round(total.TotalSeconds, 2),
            Math.Round(traffic.DeliveredCount / total.TotalSeconds),
            Math.Round((after.Cpu - before.Cpu).TotalSeconds, 2),
            traffic.DeliveredCount == 0 ? 0 : Math.Round((after.Cpu - before.Cpu).TotalMicroseconds / traffic.DeliveredCount, 3),
            Math.Round(after.RssMiB, 1),
            LatencyFigures.Of(traffic.Total));
    }

    private static TimeSpan Drain(LoadSession session, LoadOptions options, long start, long expected)
    {
        var lastAt = Stopwatch.GetTimestamp();
        while (session.Traffic.DeliveredCount < expected && Stopwatch.GetElapsedTime(lastAt) < options.Drain)
        {
            var delivered = session.Traffic.DeliveredCount;
            session.Turn(DrainTurn);
            if (session.Traffic.DeliveredCount != delivered)
            {
                lastAt = Stopwatch.GetTimestamp();
            }
        }

        return Stopwatch.GetElapsedTime(start, session.Traffic.DeliveredCount >= expected ? Stopwatch.GetTimestamp() : lastAt);
    }
}
