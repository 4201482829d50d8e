using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Reports;

namespace RealtimeCluster.Load.Runs;

/// <summary>Holds the connections and publishes nothing.</summary>
internal static class IdleRun
{
    public static IdleFigures Measure(LoadSession session, LoadOptions options, ConnectFigures connect)
    {
        session.Traffic.Restart();
        session.Timeline.Restart();
        var before = session.Usage.Read();
        session.Run(options.Duration);
        var after = session.Usage.Read();
        return new IdleFigures(
            Math.Round(options.Duration.TotalSeconds, 1),
            session.ReadyCount,
            Math.Round((after.Cpu - before.Cpu) / options.Duration, 4),
            Math.Round(after.RssMiB, 1),
            Math.Round((after.RssMiB - connect.RssBeforeMiB) * 1024 / connect.Connections, 2));
    }
}
