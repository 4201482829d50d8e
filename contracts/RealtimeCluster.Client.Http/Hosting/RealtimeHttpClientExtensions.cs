using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeCluster.Client.Http.Requests;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Client.Http.Hosting;

/// <summary>Registers <see cref="IRealtimeClient"/> for hosts that are not in the cluster: all they need is the address of a gateway and a token.</summary>
public static class RealtimeHttpClientExtensions
{
    /// <summary>The name of the client's connections.</summary>
    public const string HttpClientName = "RealtimeCluster";

    // A page of members ends at 4 MiB, of which binary parts may take four times as much; a channel's kept events are of that size too.
    private const long MaxAnswerBytes = 256L * 1024 * 1024;

    /// <summary>
    /// Adds the client. Its connections come from <see cref="IHttpClientFactory"/> under the name <see cref="HttpClientName"/>, by which a host can add
    /// handlers of its own.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options; may be left out when the configuration section sets them.</param>
    public static IServiceCollection AddRealtimeHttpClient(this IServiceCollection services, Action<RealtimeHttpClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<RealtimeHttpClientOptions>().BindConfiguration(RealtimeHttpClientOptions.SectionName).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeHttpClientOptions>, RealtimeHttpClientOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RealtimeHttpClientOptions>, BaseAddressValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(HttpClientName, static client =>
        {
            // Each call has deadlines of its own.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MaxAnswerBytes;
        });
        services.TryAddSingleton<GatewayCaller>();
        services.TryAddSingleton<IRealtimeClient>(static provider => new RealtimeHttpClient(
            provider.GetRequiredService<GatewayCaller>(), provider.GetRequiredService<IOptions<RealtimeHttpClientOptions>>().Value.Environment));
        return services;
    }
}
