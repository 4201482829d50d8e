using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Messages;

/// <summary>What a connection that goes on is not given of one log, since it would be too much.</summary>
/// <param name="Log">The log.</param>
/// <param name="Epoch">The epoch of the offsets.</param>
/// <param name="From">The first offset that is missing.</param>
/// <param name="To">The last one.</param>
internal readonly record struct RecoveryGap(ChannelKey Log, long Epoch, long From, long To);
