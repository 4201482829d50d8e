using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Owners;

internal abstract partial class ChannelOwnerGrain
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.OwnerStarted, LogLevel.Debug, "Owner {GrainId} starts in epoch {Epoch}.")]
        public static partial void OwnerStarted(ILogger logger, GrainId grainId, long epoch);

        [LoggerMessage(LogEvents.OwnerStopped, LogLevel.Debug, "Owner {GrainId} stops with {MemberCount} members: {Reason}.")]
        public static partial void OwnerStopped(ILogger logger, GrainId grainId, int memberCount, DeactivationReasonCode reason);

        [LoggerMessage(LogEvents.GatewayRefused, LogLevel.Warning, "A batch of gateway {Gateway}, which is dead, came late to {GrainId} and was refused.")]
        public static partial void GatewayRefused(ILogger logger, GatewayId gateway, GrainId grainId);

        [LoggerMessage(LogEvents.OwnerSucceeded, LogLevel.Debug, "Owner {GrainId} goes on in epoch {Epoch} after offset {Offset} with {MemberCount} members; continuity proven: {IsProven}.")]
        public static partial void OwnerSucceeded(ILogger logger, GrainId grainId, long epoch, long offset, int memberCount, bool isProven);

        [LoggerMessage(LogEvents.OwnerRestored, LogLevel.Debug, "Owner {GrainId} goes on from storage in epoch {Epoch} after offset {Offset} with {MemberCount} members; nothing happened since: {Continues}.")]
        public static partial void OwnerRestored(ILogger logger, GrainId grainId, long epoch, long offset, int memberCount, bool continues);

        [LoggerMessage(LogEvents.ContinuityLost, LogLevel.Warning, "Owner {GrainId} learned from gateway {Gateway} of another log in epoch {Epoch}; it starts a new epoch.")]
        public static partial void ContinuityLost(ILogger logger, GrainId grainId, GatewayId gateway, long epoch);

        [LoggerMessage(LogEvents.OwnerSuperseded, LogLevel.Warning, "Owner {GrainId} of term {Term} stops: gateways heard of term {Fence}.")]
        public static partial void OwnerSuperseded(ILogger logger, GrainId grainId, long term, long fence);

        [LoggerMessage(LogEvents.OpeningFailed, LogLevel.Warning, "Owner {GrainId} could not send what the gateways have not seen; they will ask for it.")]
        public static partial void OpeningFailed(ILogger logger, GrainId grainId, Exception exception);
    }
}
