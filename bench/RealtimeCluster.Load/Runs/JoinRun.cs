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
        while (!IsQuiet() && Stopwatch.GetElapsedTime(startedAt) < options.ConnectTimeout)
        {
            session.Turn(Turn);
        }

        return new JoinFigures(
            connect.Seconds,
            Math.Round(QuietSeconds(), 3),
            session.Traffic.PresenceEventCount,
            (long)options.Channels * options.Members * (options.Members - 1) / 2);

        bool IsQuiet() => session.Traffic.PresenceEventCount == 0
            || Stopwatch.GetElapsedTime(session.Traffic.LastPresenceEventAt) >= Quiet;

        double QuietSeconds() => session.Traffic.PresenceEventCount == 0
            ? connect.Seconds
            : Stopwatch.GetElapsedTime(startedAt, session.Traffic.LastPresenceEventAt).TotalSeconds;
    }
}
