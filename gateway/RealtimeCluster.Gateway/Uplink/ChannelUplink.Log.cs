using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Uplink;

internal sealed partial class ChannelUplink
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.UplinkGivenUp, LogLevel.Error, "{CommandCount} commands to a {ChannelKind} are given up and their senders told: {Reason}")]
        public static partial void GivenUp(ILogger logger, ChannelKind channelKind, int commandCount, string reason);

        [LoggerMessage(LogEvents.UplinkSendFailed, LogLevel.Error, "A batch of {CommandCount} commands to a {ChannelKind} was not handled to its end.")]
        public static partial void SendFailed(ILogger logger, ChannelKind channelKind, int commandCount, Exception exception);
    }
}
