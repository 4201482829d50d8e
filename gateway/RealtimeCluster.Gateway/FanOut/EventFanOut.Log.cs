using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.FanOut;

internal sealed partial class EventFanOut
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.GapSeen, LogLevel.Error, "Events of a {ChannelKind} between offsets {LastOffset} and {Offset} never came.")]
        public static partial void GapSeen(ILogger logger, ChannelKind channelKind, long lastOffset, long offset);
    }
}
