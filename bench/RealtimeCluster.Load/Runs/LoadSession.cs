using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Protocols;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>The connections of one run and what every kind of run does with them: open them, keep them alive, look at the clock.</summary>
internal sealed class LoadSession : IDisposable
{
    private const int KeepAliveSeconds = 10;
    private const int StallingReceiveBytes = 16 * 1024;
    private static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(5);

    private readonly LoadOptions _options;
    private long _nextKeepAlive;
    private int _keepAliveTurn;

    public LoadSession(LoadOptions options, IProtocol protocol)
    {
        _options = options;
        Protocol = protocol;
        Traffic = new Traffic(options.Channels);
        Usage = new ProcessUsage(options.Pids);
        Timeline = new Timeline(Traffic, Usage, () => ReadyCount, options.Quiet);
        Loop = new EventLoop(protocol, Traffic);
        Connections = [.. Enumerable.Range(0, options.ConnectionCount).Select(Create)];
        Publisher = new Publisher(this, options);
    }

    public IProtocol Protocol { get; }

    public EventLoop Loop { get; }

    public Traffic Traffic { get; }

    public ProcessUsage Usage { get; }

    public Timeline Timeline { get; }

    public Publisher Publisher { get; }

    /// <summary>All connections; those at the start publish, one for each channel.</summary>
    public IReadOnlyList<Connection> Connections { get; }

    public int ReadyCount => Connections.Count(static connection => connection.State == ConnectionState.Ready);

    /// <summary>Opens every connection and waits until it is a member, has failed, or the time is up.</summary>
    public ConnectFigures Connect()
    {
        var before = Usage.Read();
        var start = Stopwatch.GetTimestamp();
        int opened = 0, settled = 0;
        while (settled < Connections.Count && Stopwatch.GetElapsedTime(start) < _options.ConnectTimeout)
        {
            var allowed = _options.Ramp > 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds * _options.Ramp : double.MaxValue;
            var pending = opened - Settled();
            while (opened < Connections.Count && pending < _options.InFlight && opened < allowed)
            {
                Loop.Open(Connections[opened++]);
                pending++;
            }

            Turn(ShortTurn);
            settled = Settled();
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var connected = Usage.Read();
        Run(_options.Settle);
        var after = Usage.Read();
        var ready = ReadyCount;
        return new ConnectFigures(
            Connections.Count,
            ready,
            Math.Round(seconds, 3),
            Math.Round(ready / seconds),
            Math.Round((connected.Cpu - before.Cpu).TotalSeconds, 2),
            Math.Round(before.RssMiB, 1),
            Math.Round(after.RssMiB, 1),
            Math.Round((after.RssBytes - before.RssBytes) / 1024.0 / Connections.Count, 2));

        int Settled() => (int)(Traffic.ReadyCount + Traffic.FailedCount);
    }

    /// <summary>Serves the sockets for a while and publishes nothing.</summary>
    public void Run(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            Turn(ShortTurn);
        }
    }

    /// <summary>Serves the sockets that are ready, waiting for one at most this long.</summary>
    public void Turn(TimeSpan timeout)
    {
        Loop.Turn(timeout);
        var now = Stopwatch.GetTimestamp();
        Timeline.Tick(now, Publisher.PublishedCount);
        if (now >= _nextKeepAlive && !Protocol.KeepAlive.IsEmpty)
        {
            _nextKeepAlive = now + Stopwatch.Frequency;
            KeepAlive(_keepAliveTurn++ % KeepAliveSeconds);
        }
    }

    public void Dispose() => Loop.Dispose();

    // A tenth of the connections each second, so that the heartbeat is no burst.
    private void KeepAlive(int turn)
    {
        for (var i = turn; i < Connections.Count; i += KeepAliveSeconds)
        {
            if (Connections[i].State >= ConnectionState.Joining && Connections[i].IsOpen)
            {
                Loop.Send(Connections[i], Protocol.KeepAlive);
            }
        }
    }

    // The members of one channel spread over the servers.
    private Connection Create(int index)
    {
        var channel = index % _options.Channels;
        return new Connection(index, channel, _options.Prefix + channel, _options.Urls[index / _options.Channels % _options.Urls.Count])
        {
            ReceiveBufferBytes = _options.Mode == LoadMode.Stall && index >= _options.ConnectionCount - _options.Stalled ? StallingReceiveBytes : 0,
        };
    }
}
