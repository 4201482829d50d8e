using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Channels;

internal abstract partial class ChannelOwnerGrain
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.OwnerStarted, LogLevel.Debug, "Owner {GrainId} starts epoch {Epoch}.")]
        public static partial void OwnerStarted(ILogger logger, GrainId grainId, long epoch);

        [LoggerMessage(LogEvents.OwnerStopped, LogLevel.Debug, "Owner {GrainId} stops with {MemberCount} members: {Reason}.")]
        public static partial void OwnerStopped(ILogger logger, GrainId grainId, int memberCount, DeactivationReasonCode reason);

        [LoggerMessage(LogEvents.GatewayRefused, LogLevel.Warning, "A batch of gateway {Gateway}, which is dead, came late to {GrainId} and was refused.")]
        public static partial void GatewayRefused(ILogger logger, GatewayId gateway, GrainId grainId);
    }
}
