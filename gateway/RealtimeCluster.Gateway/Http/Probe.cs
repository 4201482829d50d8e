using System.Globalization;
using System.Reflection;

namespace RealtimeCluster.Gateway.Http;

/// <summary>The texts of the two endpoints that load balancers and people ask.</summary>
internal static class Probe
{
    private static readonly string Release = ReadRelease();

    public static string Health(TimeProvider time) => $"{Now(time)} - Healthy realtime server - {Release}";

    public static string Ping(TimeProvider time) => $"{Now(time)} - Pong!";

    private static string Now(TimeProvider time) => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // The build adds the commit after a plus sign; a release is what stands before it.
    private static string ReadRelease()
    {
        var version = typeof(Probe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? version : version[..plus];
    }
}
