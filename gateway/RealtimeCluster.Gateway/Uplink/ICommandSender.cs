using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Whoever sent a command and wants to know when it has to wait for long.</summary>
internal interface ICommandSender
{
    /// <summary>
    /// The owner of a log has not answered for <see cref="UplinkOptions.StandstillNotice"/>, and a command of this sender waits for it. It goes on waiting. Told
    /// once for each such time; must not throw or block.
    /// </summary>
    /// <param name="channel">The log.</param>
    /// <param name="kind">What waits.</param>
    void OnStandstill(ChannelKey channel, ChannelCommandKind kind);
}
