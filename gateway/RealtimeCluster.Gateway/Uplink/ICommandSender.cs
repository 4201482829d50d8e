using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Whoever sent a command and wants to know when it has to wait for long, or when nobody heeds it any more.</summary>
internal interface ICommandSender
{
    /// <summary>
    /// The owner of a log has not answered for <see cref="UplinkOptions.StandstillNotice"/>, and a command of this sender waits for it. It goes on waiting. Told
    /// once for each such time; must not throw or block.
    /// </summary>
    /// <param name="channel">The log.</param>
    /// <param name="kind">What waits.</param>
    void OnStandstill(ChannelKey channel, ChannelCommandKind kind);

    /// <summary>
    /// The owner of a log knows a newer attempt of this sender's client: nothing it sends is applied any more. Told before the command's result, and once for each
    /// such command; must not throw or block.
    /// </summary>
    void OnSuperseded();
}
