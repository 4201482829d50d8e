namespace RealtimeCluster.Gateway.Diagnostics;

/// <summary>What the gauges of a gateway read when somebody looks: from any thread, without locks that deliveries take.</summary>
internal sealed class GaugeSources
{
    /// <summary>Logs with receivers here.</summary>
    public required Func<int> Channels { get; init; }

    /// <summary>Commands that wait for owners.</summary>
    public required Func<long> UplinkCommands { get; init; }

    /// <summary>Their bytes.</summary>
    public required Func<long> UplinkBytes { get; init; }

    /// <summary>Batches of silos that wait for the fan-out.</summary>
    public required Func<int> InboxBatches { get; init; }

    /// <summary>Bytes of what comes in and is not complete.</summary>
    public required Func<long> InboundBytes { get; init; }

    /// <summary>How many wait for such memory.</summary>
    public required Func<int> InboundWaiting { get; init; }

    /// <summary>Bytes that wait for clients.</summary>
    public required Func<long> OutboundBytes { get; init; }

    /// <summary>1 while the gateway empties itself.</summary>
    public required Func<int> Draining { get; init; }
}
