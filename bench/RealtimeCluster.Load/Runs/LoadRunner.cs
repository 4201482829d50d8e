using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Protocols;
using RealtimeCluster.Load.Reports;

namespace RealtimeCluster.Load.Runs;

/// <summary>Does what the command line asks for and says how it went.</summary>
internal static class LoadRunner
{
    /// <summary>Runs once.</summary>
    /// <exception cref="TimeoutException">The server stopped answering.</exception>
    public static RunReport Run(LoadOptions options)
    {
        using var session = new LoadSession(options, CreateProtocol(options));
        var start = Stopwatch.GetTimestamp();
        var connect = session.Connect();
        // Where nobody got in there is nothing to measure.
        var mode = connect.Ready > 0 ? options.Mode : LoadMode.Join;
        var report = new RunReport
        {
            Label = options.Label,
            Load = LoadShape.Of(options),
            IsServerMeasured = session.Usage.IsMeasured,
            Connect = connect,
            Publish = mode == LoadMode.Run ? PublishRun.Measure(session, options) : null,
            Idle = mode == LoadMode.Idle ? IdleRun.Measure(session, options, connect) : null,
            Join = options.Mode == LoadMode.Join ? JoinRun.Measure(session, options, connect, start) : null,
            Members = mode == LoadMode.Members ? MembersRun.Measure(session, options) : null,
            Soak = mode == LoadMode.Soak ? new SoakRun(session, options).Measure() : null,
            Stall = mode == LoadMode.Stall ? new StallRun(session, options).Measure() : null,
            Passed = false,
            Faults = session.Traffic.Faults,
            FailedConnections = session.Traffic.FailedCount,
            RefusedEvents = session.Traffic.RefusedCount,
            Timeline = session.Timeline.Samples,
            Histogram = [.. session.Traffic.Total.Buckets().Select(static bucket => new HistogramBucket(bucket.FromMicros, bucket.ToMicros, bucket.Count))],
        };
        return report with { FailedConnections = session.Traffic.FailedCount, RefusedEvents = session.Traffic.RefusedCount, Passed = HasPassed(report, session) };
    }

    private static bool HasPassed(RunReport report, LoadSession session) =>
        report.Connect.Ready == report.Connect.Connections
        && session.Traffic.FailedCount == 0
        && session.Traffic.RefusedCount == 0
        && report.Publish is null or { Lost: 0, Duplicates: 0, OutOfOrder: 0 }
        && report.Members is null or { Wrong: 0 }
        && report.Soak is null or { Missing: 0, Duplicates: 0, OutOfOrder: 0 }
        && report.Stall is null or { IsSound: true };

    private static IProtocol CreateProtocol(LoadOptions options) => options.Protocol switch
    {
        "signalr" => new SignalRProtocol(),
        "raw" => new RawProtocol(),
        _ => new SocketIOProtocol(options.Auth, options.EventName),
    };
}
