using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Registration of Socket.IO servers.</summary>
public static class SocketIOExtensions
{
    /// <summary>Registers a Socket.IO application and the layers under it.</summary>
    /// <typeparam name="TApplication">The application.</typeparam>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddSocketIO<TApplication>(this IServiceCollection services)
        where TApplication : class, ISocketIOApplication
    {
        services.AddEngineIO();
        services.AddOptionsWithValidateOnStart<SocketIOOptions, SocketIOOptionsValidator>().BindConfiguration(SocketIOOptions.SectionName);
        services.TryAddSingleton<TApplication>();
        return services;
    }

    /// <summary>Serves the application on every path that starts with one of the prefixes.</summary>
    /// <typeparam name="TApplication">The application, registered with <see cref="AddSocketIO"/>.</typeparam>
    /// <param name="app">The pipeline.</param>
    /// <param name="pathPrefixes">Prefixes with a slash at either end.</param>
    public static IApplicationBuilder UseSocketIO<TApplication>(this IApplicationBuilder app, params string[] pathPrefixes)
        where TApplication : class, ISocketIOApplication
    {
        ArgumentNullException.ThrowIfNull(app);
        var application = ActivatorUtilities.CreateInstance<SocketIOServer>(
            app.ApplicationServices,
            app.ApplicationServices.GetRequiredService<TApplication>());
        return app.UseEngineIO(application, pathPrefixes);
    }
}
