using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Keeps the log on the console from holding up what is logged.</summary>
internal static class ConsoleLog
{
    private const string Setting = "Logging:Console:QueueFullMode";

    /// <summary>Has entries dropped that nobody takes from the console, unless the configuration says that they are to be waited for.</summary>
    /// <remarks>
    /// By default whoever logs waits once 2,500 entries wait, and a log driver that hangs would stop every request. The console says how many were dropped when it
    /// can write again.
    /// </remarks>
    public static IServiceCollection DropLogNobodyTakes(this IServiceCollection services)
    {
        services.AddOptions<ConsoleLoggerOptions>().Configure<IConfiguration>(static (console, configuration) =>
        {
            if (string.IsNullOrEmpty(configuration[Setting]))
            {
                console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            }
        });
        return services;
    }
}
