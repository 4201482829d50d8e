using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.Tests.Limits;

/// <summary>Builds limits of credentials without a host.</summary>
internal static class TestCredentialLimits
{
    public static CredentialLimits Create(TimeProvider time, CredentialOptions? options = null, ILoggerProvider? logs = null)
    {
        var services = new ServiceCollection().AddMetrics().AddLogging(logging =>
        {
            if (logs is not null)
            {
                logging.AddProvider(logs);
            }
        }).BuildServiceProvider();
        return new CredentialLimits(
            Options.Create(options ?? new CredentialOptions()),
            ActivatorUtilities.CreateInstance<GatewayMetrics>(services, time),
            time,
            services.GetRequiredService<ILogger<CredentialLimits>>());
    }
}
