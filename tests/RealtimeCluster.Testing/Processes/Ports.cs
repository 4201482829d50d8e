using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RealtimeCluster.Testing.Processes;

/// <summary>Finds free loopback ports.</summary>
public static class Ports
{
    /// <summary>How many ports a range has: what a cluster of <c>deploy/local/cluster</c> takes.</summary>
    public const int RangeSize = 100;

    // Ports 12000 to 29999.
    private const int FirstRange = 120;
    private const int RangeCount = 180;

    private static readonly ConcurrentBag<FileStream> Claims = [];

    /// <summary>A port nobody listens on now.</summary>
    public static int GetFree()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>
    /// The start of <see cref="RangeSize"/> ports in which nobody listens now, below the ports the system gives out by itself. It is this process's until it ends:
    /// test projects run at once, and a range is given out long before somebody listens in it.
    /// </summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static int GetFreeRange()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(static end => end.Port / RangeSize).ToHashSet();
        int[] ranges = [.. Enumerable.Range(FirstRange, RangeCount).Except(taken)];
        Random.Shared.Shuffle(ranges);
        foreach (var range in ranges)
        {
            if (TryClaim(range))
            {
                return range * RangeSize;
            }
        }

        throw new InvalidOperationException($"No range of {RangeSize} free ports was found.");
    }

    // A lock of the file system, which ends with the process, however it ends.
    private static bool TryClaim(int range)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"realtime-test-ports-{Environment.UserName}"));
        try
        {
            Claims.Add(new FileStream(Path.Combine(folder.FullName, $"{range}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
