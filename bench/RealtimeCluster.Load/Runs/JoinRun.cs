using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Reports;

namespace RealtimeCluster.Load.Runs;

/// <summary>Waits until the join events that follow from everybody's joins have stopped.</summary>
internal static class JoinRun
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    public static JoinFigures Measure(LoadSession session, LoadOptions options, ConnectFigures connect, long startedAt)
    {
        var lastAt = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(lastAt) < Quiet && Stopwatch.GetElapsedTime(startedAt) < options.ConnectTimeout)
        {
            var count = session.Traffic.PresenceEventCount;
            session.Turn(Turn);
            if (session.Traffic.PresenceEventCount != count)
            {
                lastAt = Stopwatch.GetTimestamp();
            }
        }

        return new JoinFigures(
            connect.Seconds,
            Math.Round(Stopwatch.GetElapsedTime(startedAt, lastAt).TotalSeconds, 3),
            session.Traffic.PresenceEventCount,
            (long)options.Channels * options.Members * (options.Members - 1) / 2);
    }
}
