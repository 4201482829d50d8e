using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

internal sealed partial class EngineEndpoint
{
    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.ClientTooOld,
            LogLevel.Warning,
            "A client that names version {Version} of Engine.IO was refused (400, code 5), since this server speaks version 4. Socket.IO libraries of protocol 5 do: socket.io-client 3 and 4, python-socketio 5, SocketIOClient 3 (C#), socket.io-client-java 2, socket_io_client 1 (Dart); older ones have to be updated. {SkippedCount} such clients were not logged before.")]
        public static partial void ClientTooOld(ILogger logger, string version, long skippedCount);
    }
}
