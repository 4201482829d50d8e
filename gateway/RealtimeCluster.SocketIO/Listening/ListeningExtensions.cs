using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.SocketIO.Listening;

/// <summary>Registration of listeners that wait for file handles.</summary>
internal static class ListeningExtensions
{
    /// <summary>Puts them in place of the web server's listeners for sockets. May be called twice.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddPatientListeners(this IServiceCollection services)
    {
        if (!services.Any(static service => service.ServiceType == typeof(IFileHandles)))
        {
            services.AddSingleton<IFileHandles, FileHandles>();
            services.TryAddSingleton(TimeProvider.System);

            // The web server asks the factory that was registered last.
            services.AddSingleton<IConnectionListenerFactory>(static provider => new PatientListenerFactory(
                ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider),
                provider.GetRequiredService<IFileHandles>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PatientListener>>()));
        }

        return services;
    }
}
