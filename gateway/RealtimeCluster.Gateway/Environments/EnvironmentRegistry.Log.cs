using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Environments;

public sealed partial class EnvironmentRegistry
{
    private static partial class Log
    {
        [LoggerMessage(LogEvents.EnvironmentsReloaded, LogLevel.Information, "The environments were read again after a change of the configuration.")]
        public static partial void Reloaded(ILogger logger);

        [LoggerMessage(LogEvents.EnvironmentsReloadRefused, LogLevel.Error, "The changed configuration has faults; the environments before it stay. {Faults}")]
        public static partial void ReloadRefused(ILogger logger, string faults);
    }
}
