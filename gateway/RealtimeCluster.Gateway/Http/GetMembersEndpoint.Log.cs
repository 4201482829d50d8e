using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Http;

internal sealed partial class GetMembersEndpoint
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.MemberQueryFailed, LogLevel.Warning, "The members of a channel could not be listed.")]
        public static partial void MemberQueryFailed(ILogger logger, Exception exception);
    }
}
