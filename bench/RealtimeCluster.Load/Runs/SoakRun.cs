using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>Publishes while connections come and go and members leave and join, at steady rates, and watches memory.</summary>
/// <remarks>The publishers stay, so that every channel has one order; what a member missed shows as a gap in what it saw.</remarks>
internal sealed class SoakRun(LoadSession session, LoadOptions options)
{
    private const int Attempts = 20;
    private static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LeastForGrowth = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(1);
    private readonly List<Connection> _leavers = [];
    private double _dueReconnects;
    private double _dueRejoins;
    private long _reconnects;
    private long _rejoins;

    public SoakFigures Measure()
    {
        session.Traffic.Restart();
        session.Publisher.Start();
        session.Timeline.Interval = options.Duration >= 12 * SampleInterval ? SampleInterval : TimeSpan.FromSeconds(1);
        session.Timeline.Restart();
        var before = session.Usage.Read();
        var start = Stopwatch.GetTimestamp();
        var last = start;
        while (Stopwatch.GetElapsedTime(start) < options.Duration)
        {
            var now = Stopwatch.GetTimestamp();
            Churn(Stopwatch.GetElapsedTime(last, now).TotalSeconds);
            last = now;
            session.Publisher.Turn();
            session.Turn(ShortTurn);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        session.Run(options.Drain);
        session.Traffic.EndSecond();
        return Figures(seconds, before, session.Usage.Read());
    }

    private SoakFigures Figures(double seconds, UsageSample before, UsageSample after)
    {
        var traffic = session.Traffic;
        return new SoakFigures(
            Math.Round(seconds, 1),
            session.Publisher.PublishedCount,
            traffic.DeliveredCount,
            traffic.MissingCount + session.Connections.Sum(Missing),
            traffic.DuplicateCount,
            traffic.OutOfOrderCount,
            traffic.PresenceEventCount,
            _reconnects,
            _rejoins,
            Math.Round(before.RssMiB, 1),
            Math.Round(after.RssMiB, 1),
            Growth(session.Timeline.Samples),
            traffic.DeliveredCount == 0 ? 0 : Math.Round((after.Cpu - before.Cpu).TotalMicroseconds / traffic.DeliveredCount, 3),
            LatencyFigures.Of(traffic.Total));
    }

    // Who is a member at the end must have everything up to the end; who is not may have left before it.
    private long Missing(Connection connection) => connection.State == ConnectionState.Ready
        ? connection.Ledger.MissingUpTo(session.Traffic.LastSequences[connection.ChannelIndex])
        : connection.Ledger.MissingCount;

    private void Churn(double seconds)
    {
        _dueReconnects += seconds * options.Reconnects;
        for (; _dueReconnects >= 1; _dueReconnects--)
        {
            if (Pick() is { } connection)
            {
                session.Loop.Close(connection);
                session.Loop.Open(connection);
                _reconnects++;
            }
        }

        _dueRejoins += seconds * options.Rejoins;
        for (; _dueRejoins >= 1; _dueRejoins--)
        {
            if (Pick() is { } connection)
            {
                session.Protocol.Leave(session.Loop, connection);
                _leavers.Add(connection);
                _rejoins++;
            }
        }

        for (var i = _leavers.Count - 1; i >= 0; i--)
        {
            if (_leavers[i].State == ConnectionState.Apart)
            {
                session.Protocol.Join(session.Loop, _leavers[i]);
                _leavers.RemoveAt(i);
            }
        }
    }

    private Connection? Pick()
    {
        for (var i = 0; i < Attempts && session.Connections.Count > options.Channels; i++)
        {
            var connection = session.Connections[_random.Next(options.Channels, session.Connections.Count)];
            if (connection.State == ConnectionState.Ready)
            {
                return connection;
            }
        }

        return null;
    }

    // The slope of a line through the second half: a server warms up for minutes, and a slope of minutes says nothing of hours.
    private double? Growth(IReadOnlyList<TimeSample> samples)
    {
        if (options.Duration < LeastForGrowth || !session.Usage.IsMeasured)
        {
            return null;
        }

        var late = samples.Skip(samples.Count / 2).ToArray();
        var meanTime = late.Average(static sample => sample.Seconds);
        var meanRss = late.Average(static sample => sample.RssMiB);
        var slope = late.Sum(sample => (sample.Seconds - meanTime) * (sample.RssMiB - meanRss))
            / late.Sum(sample => (sample.Seconds - meanTime) * (sample.Seconds - meanTime));
        return Math.Round(slope * 3600, 2);
    }
}
