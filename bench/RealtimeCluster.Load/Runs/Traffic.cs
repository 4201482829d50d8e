using System.Diagnostics;
using System.Text;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>Counts what all connections live through.</summary>
internal sealed class Traffic(int channelCount) : IConnectionObserver
{
    private const int MaxFaults = 5;

    private readonly List<string> _faults = [];

    /// <summary>Deliveries by channel, repetitions included.</summary>
    public long[] ReceivedByChannel { get; } = new long[channelCount];

    /// <summary>The number of the last message published into each channel.</summary>
    public uint[] LastSequences { get; } = new uint[channelCount];

    public long DeliveredCount { get; private set; }

    public long DuplicateCount { get; private set; }

    public long OutOfOrderCount { get; private set; }

    /// <summary>Joins, leaves and updates of other members.</summary>
    public long PresenceEventCount { get; private set; }

    /// <summary>When the last of them came.</summary>
    public long LastPresenceEventAt { get; private set; }

    public long ReadyCount { get; private set; }

    public long FailedCount { get; private set; }

    /// <summary>Connections ended by the server that had stopped reading.</summary>
    public int StalledEndedCount { get; private set; }

    /// <summary>Messages that came to those that had stopped reading when they read again.</summary>
    public long LateCount { get; private set; }

    /// <summary>Those of them that came twice or out of order. Gaps are their own doing.</summary>
    public long LateDisorderCount { get; private set; }

    /// <summary>Refused events: the server answered with an <c>exception</c>.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>The first few things that went wrong.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Latencies since the last <see cref="EndSecond"/>.</summary>
    public LatencyHistogram Second { get; } = new();

    /// <summary>Latencies of the whole measurement, except for the current second.</summary>
    public LatencyHistogram Total { get; } = new();

    /// <summary>Gaps in what connections saw between a join and the next one.</summary>
    public long MissingCount { get; private set; }

    public void OnReady(Connection connection)
    {
        ReadyCount++;
        MissingCount += connection.Ledger.MissingCount;
        connection.Ledger = new DeliveryLedger(LastSequences[connection.ChannelIndex]);
    }

    public void OnDelivery(Connection connection, Stamp stamp)
    {
        if (connection.State == ConnectionState.Stalled)
        {
            LateCount++;
            LateDisorderCount += connection.Ledger.Record(stamp.Sequence) == Arrival.InOrder ? 0 : 1;
            return;
        }

        DeliveredCount++;
        ReceivedByChannel[connection.ChannelIndex]++;
        switch (connection.Ledger.Record(stamp.Sequence))
        {
            case Arrival.Duplicate:
                DuplicateCount++;
                break;
            case Arrival.OutOfOrder:
                OutOfOrderCount++;
                break;
            default:
                break;
        }

        Second.Record((Stopwatch.GetTimestamp() - stamp.SentAt) / (Stopwatch.Frequency / 1_000_000));
    }

    public void OnFailed(Connection connection, string reason)
    {
        if (connection.State == ConnectionState.Stalled)
        {
            StalledEndedCount++;
            return;
        }

        FailedCount++;
        AddFault($"connection {connection.Index}: {reason}");
    }

    public void OnOther(Connection connection, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("42[\"channel:"u8))
        {
            PresenceEventCount++;
            LastPresenceEventAt = Stopwatch.GetTimestamp();
        }
        else if (message.StartsWith("42[\"exception\""u8))
        {
            RefusedCount++;
            AddFault($"connection {connection.Index}: {Encoding.UTF8.GetString(message[2..Math.Min(message.Length, 300)])}");
        }
    }

    /// <summary>Moves the current second's latencies to the total.</summary>
    public void EndSecond()
    {
        Total.Add(Second);
        Second.Clear();
    }

    /// <summary>Starts the measurement: what came before was the approach.</summary>
    public void Restart()
    {
        Array.Clear(ReceivedByChannel);
        DeliveredCount = DuplicateCount = OutOfOrderCount = PresenceEventCount = 0;
        Second.Clear();
        Total.Clear();
    }

    private void AddFault(string fault)
    {
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(fault);
        }
    }
}
