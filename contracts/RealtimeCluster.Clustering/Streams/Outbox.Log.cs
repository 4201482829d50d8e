using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Clustering.Streams;

internal sealed partial class Outbox
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.DeliverFailed, LogLevel.Warning, "Gateway {Gateway} did not take a batch at attempt {Attempt}; it is sent again.")]
        public static partial void DeliverFailed(ILogger logger, SiloAddress gateway, int attempt, Exception exception);

        [LoggerMessage(LogEvents.EnvelopeUndeliverable, LogLevel.Error, "Gateway {Gateway} cannot be sent {EventCount} events of a {ChannelKind} with {SizeBytes} bytes: they were given up and show there as a gap.")]
        public static partial void EnvelopeUndeliverable(ILogger logger, SiloAddress gateway, ChannelKind channelKind, int eventCount, long sizeBytes);

        [LoggerMessage(LogEvents.EnvelopeDropped, LogLevel.Error, "Gateway {Gateway} takes nothing: {EventCount} events for it were dropped and show there as a gap.")]
        public static partial void EnvelopeDropped(ILogger logger, SiloAddress gateway, int eventCount);
    }
}
