namespace RealtimeCluster.SocketIO.Diagnostics;

/// <summary>What the gauges of <see cref="SocketIOMetrics"/> read when somebody looks: from any thread, without locks that deliveries take.</summary>
internal sealed class GaugeSources
{
    /// <summary>Bytes of what comes in and is not complete.</summary>
    public required Func<long> InboundBytes { get; init; }

    /// <summary>How many wait for such memory.</summary>
    public required Func<int> InboundWaiting { get; init; }

    /// <summary>Bytes that wait for clients.</summary>
    public required Func<long> OutboundBytes { get; init; }

    /// <summary>1 while the servers empty themselves.</summary>
    public required Func<int> Draining { get; init; }
}
