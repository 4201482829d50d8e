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
}
