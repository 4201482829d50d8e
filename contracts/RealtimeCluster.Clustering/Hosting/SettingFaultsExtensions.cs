using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Keeps a host with faulty settings from starting.</summary>
public static class SettingFaultsExtensions
{
    /// <summary>Whether all settings are valid; if not, standard error says which are not. To be asked before anything is made of the host.</summary>
    /// <param name="host">The host, which must be a node of the cluster.</param>
    public static bool HasValidSettings(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var faults = host.FindSettingFaults();
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"error: {fault}");
        }

        return faults.Count == 0;
    }

    /// <summary>Everything that is wrong with the settings of a host.</summary>
    /// <param name="host">The host, which must be a node of the cluster.</param>
    /// <returns>A sentence for each fault, with the name of its setting.</returns>
    public static IReadOnlyList<string> FindSettingFaults(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Services.GetRequiredService<SettingFaults>().Find(host.Services);
    }
}
