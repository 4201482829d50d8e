using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Events;

internal sealed partial class EventDispatcher
{
    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.EventUnknown,
            LogLevel.Information,
            "A client sent the event {EventName}, which means nothing to the server, and was told so ('exception', code 'unknown_event'). To reach others, clients emit 'message' with channel, eventName and message. {SkippedCount} such events were not logged before.")]
        public static partial void EventUnknown(ILogger logger, string eventName, long skippedCount);
    }
}
