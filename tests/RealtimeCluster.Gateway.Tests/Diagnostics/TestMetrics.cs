using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.Diagnostics;

namespace RealtimeCluster.Gateway.Tests.Diagnostics;

/// <summary>Makes instruments of a gateway, for a test's own use.</summary>
internal static class TestMetrics
{
    public static GatewayMetrics Create() =>
        new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider().GetRequiredService<GatewayMetrics>();
}
