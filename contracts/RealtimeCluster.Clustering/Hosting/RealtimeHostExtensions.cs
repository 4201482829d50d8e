using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Runs the hosts of a cluster.</summary>
public static class RealtimeHostExtensions
{
    /// <summary>
    /// Runs a host until it is told to stop. Where another program has one of its ports it does not start, and says so in one line.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <returns>The exit code of the process: 0, or 1 when a port was taken.</returns>
    public static async Task<int> RunRealtimeAsync(this IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var hasWebServer = host.Services.GetService<IServer>() is not null;
        foreach (var address in ListenAddress.OfNode(host.Services.GetRequiredService<IConfiguration>(), hasWebServer))
        {
            if (await address.IsTakenAsync().ConfigureAwait(false))
            {
                await Console.Error.WriteLineAsync($"error: port {address.Port} is taken by another program: end that, or choose another port with {address.Setting}").ConfigureAwait(false);
                return 1;
            }
        }

        await host.RunAsync().ConfigureAwait(false);
        return 0;
    }
}
