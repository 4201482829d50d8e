using System.Net;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Limits;

public sealed partial class CredentialLimits
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.TooManyFailures, LogLevel.Warning, "Too many wrong credentials came from {Address}, the last one at {Door}; for the rest of {Window} no other is looked at. Other addresses may do the same.")]
        public static partial void TooManyFailures(ILogger logger, IPAddress? address, string door, TimeSpan window);
    }
}
