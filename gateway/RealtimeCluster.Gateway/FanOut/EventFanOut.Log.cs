using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.FanOut;

internal sealed partial class EventFanOut
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.GapSeen, LogLevel.Warning, "Events of a {ChannelKind} between offsets {LastOffset} and {Offset} did not come; the owner is asked for them.")]
        public static partial void GapSeen(ILogger logger, ChannelKind channelKind, long lastOffset, long offset);

        [LoggerMessage(LogEvents.EnvelopeFailed, LogLevel.Error, "Events of {Channel} could not be delivered.")]
        public static partial void EnvelopeFailed(ILogger logger, ChannelKey channel, Exception exception);

        [LoggerMessage(LogEvents.ContinuityLost, LogLevel.Error, "Events of a {ChannelKind} are lost; {MemberCount} connections that could be resumed begin afresh.")]
        public static partial void ContinuityLost(ILogger logger, ChannelKind channelKind, int memberCount);
    }
}
