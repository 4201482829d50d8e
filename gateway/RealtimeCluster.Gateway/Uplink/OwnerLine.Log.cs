using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Uplink;

internal sealed partial class OwnerLine
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.UplinkCallFailed, LogLevel.Debug, "The owner of a {ChannelKind} did not answer at attempt {Attempt}; the batch is sent again.")]
        public static partial void CallFailed(ILogger logger, ChannelKind channelKind, int attempt, Exception exception);

        [LoggerMessage(LogEvents.UplinkStands, LogLevel.Warning, "The owner of a {ChannelKind} has not answered for {Attempt} attempts: {Reason}")]
        public static partial void Stands(ILogger logger, ChannelKind channelKind, int attempt, string reason);

        [LoggerMessage(LogEvents.UplinkRefused, LogLevel.Error, "The owner of a {ChannelKind} answers with a fault of its own after {Attempt} attempts; the call is given up.")]
        public static partial void Refused(ILogger logger, ChannelKind channelKind, int attempt, Exception exception);
    }
}
