using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>The option <c>--config FILE</c> of every host.</summary>
public static class RealtimeConfigFileExtensions
{
    private const string Option = "--config";

    /// <summary>
    /// Adds the JSON file that <c>--config FILE</c> (or <c>--config=FILE</c>) names, above the host's own settings files and
    /// below environment variables and the command line. A change of the file takes effect within a second, however it was
    /// made: in place, by rename, or through a symbolic link. A version that is not JSON is logged and left out.
    /// </summary>
    /// <param name="builder">The host; its command line and environment must have been added.</param>
    /// <param name="args">The arguments of the process. Without the option nothing is added.</param>
    /// <exception cref="InvalidDataException">The option has no value, or the file is missing or not JSON.</exception>
    public static IHostApplicationBuilder AddRealtimeConfigFile(this IHostApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);
        if (!CommandLineOption.TryFind(args, Option, out var path))
        {
            return builder;
        }

        var provider = new ConfigFileProvider(Path.GetFullPath(path ?? throw new InvalidDataException($"{Option} needs the path of a JSON file.")));
        var sources = builder.Configuration.Sources;
        var position = sources.Count;
        for (var index = sources.Count - 1; index >= 0; index--)
        {
            if (sources[index] is JsonConfigurationSource)
            {
                position = index + 1;
                break;
            }
        }

        sources.Insert(position, new ConfigFileSource(provider));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider);
        builder.Services.AddHostedService<ConfigFileWatcherService>();
        return builder;
    }
}
