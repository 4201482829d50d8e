namespace RealtimeCluster.Gateway.Uplink;

/// <summary>What an uplink says to its owner at once.</summary>
/// <param name="Commands">The commands; none when there is only something to assert.</param>
/// <param name="MustAssert">Whether the owner is told before them what this gateway holds.</param>
internal readonly record struct UplinkTurn(PendingCommand[] Commands, bool MustAssert);
