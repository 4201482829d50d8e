using System.Net;
using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.Listening;

internal sealed partial class PatientListener
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.FileHandlesScarce, LogLevel.Warning, "New connections to {EndPoint} wait, since the process has nearly all of the {Limit} files open that it may.")]
        public static partial void FileHandlesScarce(ILogger logger, EndPoint endPoint, long? limit);
    }
}
