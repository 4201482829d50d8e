using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.Testing.Processes;

/// <summary>Finds free loopback ports.</summary>
public static class Ports
{
    /// <summary>A port nobody listens on now.</summary>
    public static int GetFree()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The start of a range in which nobody listens now, below the ports the system gives out by itself.</summary>
    /// <param name="count">How many ports.</param>
    public static int GetFreeRange(int count)
    {
        var taken = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(static end => end.Port).ToHashSet();
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var start = Random.Shared.Next(12_000, 30_000);
            if (!Enumerable.Range(start, count).Any(taken.Contains))
            {
                return start;
            }
        }

        throw new InvalidOperationException($"No range of {count} free ports was found.");
    }
}
