using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>The option <c>--secrets FOLDER</c> of every host.</summary>
public static class SecretFolderExtensions
{
    private const string Option = "--secrets";

    /// <summary>
    /// Adds the settings that lie one a file in the folder that <c>--secrets FOLDER</c> (or <c>--secrets=FOLDER</c>) names: the file <c>Cluster__Redis</c>
    /// holds <c>Cluster:Redis</c>. So come secrets of a container engine, and the credentials of a systemd unit, without being seen in an environment or
    /// a command line. They lie above the file of <c>--config</c> and below environment variables, and are read once. Line ends at the end of a file do not count.
    /// </summary>
    /// <param name="builder">The host; its command line and environment must have been added.</param>
    /// <param name="args">The arguments of the process. Without the option nothing is added.</param>
    /// <exception cref="InvalidDataException">The option has no value, or there is no such folder.</exception>
    public static IHostApplicationBuilder AddRealtimeSecrets(this IHostApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);
        if (!CommandLineOption.TryFind(args, Option, out var path))
        {
            return builder;
        }

        if (path is null)
        {
            throw new InvalidDataException($"{Option} needs the path of a folder.");
        }

        var folder = Path.GetFullPath(path);
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"The folder '{folder}' of {Option} does not exist.");
        }

        // The first of the environment's sources holds the host's own variables; the last one is that of settings.
        var sources = builder.Configuration.Sources;
        var position = sources.Count;
        for (var index = sources.Count - 1; index >= 0; index--)
        {
            if (sources[index] is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            {
                position = index;
                break;
            }
        }

        sources.Insert(position, new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(folder), Optional = false });
        return builder;
    }
}
