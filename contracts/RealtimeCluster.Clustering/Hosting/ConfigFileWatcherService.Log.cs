using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Diagnostics;

namespace RealtimeCluster.Clustering.Hosting;

internal sealed partial class ConfigFileWatcherService
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.ConfigFileReloaded, LogLevel.Information, "The configuration file {Path} changed and was read again.")]
        public static partial void ConfigFileReloaded(ILogger logger, string path);

        [LoggerMessage(LogEvents.ConfigFileRefused, LogLevel.Error, "The configuration file {Path} cannot be read; the settings before it stay. {Fault}")]
        public static partial void ConfigFileRefused(ILogger logger, string path, string fault);

        [LoggerMessage(LogEvents.ConfigFileFollowerFailed, LogLevel.Error, "A setting of the configuration file {Path} could not be applied.")]
        public static partial void ConfigFileFollowerFailed(ILogger logger, string path, Exception exception);
    }
}
