using System.Diagnostics;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>Publishes into every channel from one of its members, so that each channel has one order to check.</summary>
internal sealed class Publisher
{
    private const int MaxUnsentBytes = 1024 * 1024;

    private readonly LoadSession _session;
    private readonly LoadOptions _options;
    private readonly byte[] _body;
    private readonly long[] _sentByChannel;
    private readonly int[] _membersByChannel;
    private double _due;
    private long _lastAt;
    private int _nextChannel;

    public Publisher(LoadSession session, LoadOptions options)
    {
        _session = session;
        _options = options;
        _body = new byte[options.PayloadBytes];
        _body.AsSpan().Fill((byte)'x');
        _sentByChannel = new long[options.Channels];
        _membersByChannel = new int[options.Channels];
    }

    public long PublishedCount { get; private set; }

    /// <summary>How many deliveries everything published since the start must lead to.</summary>
    public long ExpectedCount => _sentByChannel.Select((sent, channel) => sent * _membersByChannel[channel]).Sum();

    /// <summary>Counts from now on, for the members that are there now.</summary>
    public void Start()
    {
        PublishedCount = 0;
        Array.Clear(_sentByChannel);
        Array.Clear(_membersByChannel);
        foreach (var connection in _session.Connections)
        {
            if (connection.State == ConnectionState.Ready)
            {
                _membersByChannel[connection.ChannelIndex]++;
            }
        }

        _lastAt = Stopwatch.GetTimestamp();
        _due = 0;
    }

    /// <summary>Publishes what is due.</summary>
    public void Turn()
    {
        if (_options.Window > 0)
        {
            FillWindows();
        }
        else if (_options.Rate > 0)
        {
            KeepRate();
        }
    }

    private void FillWindows()
    {
        for (var channel = 0; channel < _sentByChannel.Length; channel++)
        {
            if (_membersByChannel[channel] == 0)
            {
                continue;
            }

            var done = _session.Traffic.ReceivedByChannel[channel] / _membersByChannel[channel];
            while (_sentByChannel[channel] - done < _options.Window && TryPublish(channel))
            {
            }
        }
    }

    private void KeepRate()
    {
        var now = Stopwatch.GetTimestamp();
        _due += Stopwatch.GetElapsedTime(_lastAt, now).TotalSeconds * _options.Rate;
        _lastAt = now;
        for (; _due >= 1; _due--)
        {
            TryPublish(_nextChannel);
            _nextChannel = (_nextChannel + 1) % _sentByChannel.Length;
        }
    }

    private bool TryPublish(int channel)
    {
        var connection = _session.Connections[channel];
        if (connection.State != ConnectionState.Ready || connection.Unsent.Length > MaxUnsentBytes)
        {
            return false;
        }

        new Stamp(Stopwatch.GetTimestamp(), ++_session.Traffic.LastSequences[channel]).Write(_body);
        _session.Protocol.Publish(_session.Loop, connection, _body);
        _sentByChannel[channel]++;
        PublishedCount++;
        return true;
    }
}
