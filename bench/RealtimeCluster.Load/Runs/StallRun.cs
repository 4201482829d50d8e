using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>Publishes with all members reading, then with some that have stopped, and in the end lets those read again.</summary>
/// <remarks>Publishers read on. What is counted and what a window waits for are the members that read.</remarks>
internal sealed class StallRun(LoadSession session, LoadOptions options)
{
    private static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(5);

    public StallFigures Measure()
    {
        session.Timeline.Restart();
        var without = MeasurePhase();
        var stalled = StallSome();
        var with = MeasurePhase();
        ReadAgain(stalled);
        return new StallFigures(
            stalled.Length,
            session.Traffic.StalledEndedCount,
            stalled.Count(static connection => connection.IsOpen),
            with.Publish.Published / options.Channels,
            session.Traffic.LateCount,
            session.Traffic.LateDisorderCount,
            without,
            with);
    }

    private StallPhaseFigures MeasurePhase()
    {
        var firstSample = session.Timeline.Samples.Count;
        var readers = session.ReadyCount;
        var start = session.Usage.Read().RssMiB;
        var publish = PublishRun.MeasurePhase(session, options);
        var end = session.Usage.Read().RssMiB;
        var peak = session.Timeline.Samples.Skip(firstSample).Select(static sample => sample.RssMiB).Append(start).Append(end).Max();
        return new StallPhaseFigures(readers, publish, Math.Round(start, 1), Math.Round(peak, 1), Math.Round(end, 1));
    }

    // Neighbours are members of different channels: the last ones spread over all of them.
    private Connection[] StallSome()
    {
        Connection[] stalled = [.. session.Connections.TakeLast(options.Stalled).Where(static connection => connection.State == ConnectionState.Ready)];
        foreach (var connection in stalled)
        {
            session.Loop.Stall(connection);
        }

        return stalled;
    }

    private void ReadAgain(Connection[] stalled)
    {
        foreach (var connection in stalled)
        {
            session.Loop.Resume(connection);
        }

        var lastAt = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(lastAt) < options.Drain)
        {
            var seen = session.Traffic.LateCount + session.Traffic.StalledEndedCount;
            session.Turn(ShortTurn);
            if (session.Traffic.LateCount + session.Traffic.StalledEndedCount != seen)
            {
                lastAt = Stopwatch.GetTimestamp();
            }
        }
    }
}
