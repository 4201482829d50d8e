using System.Globalization;

namespace RealtimeCluster.SocketIO.Listening;

/// <summary>The file handles of this process, on Linux; elsewhere they are never scarce.</summary>
internal sealed class FileHandles : IFileHandles
{
    private const string Probe = "/dev/null";
    private const string LimitsFile = "/proc/self/limits";
    private const string LimitLine = "Max open files";

    // Configuration, logs, storage, and connections to other nodes go on.
    private const int MaxReserve = 32;

    public FileHandles() => Limit = File.Exists(LimitsFile) && File.Exists(Probe) ? ReadLimit(File.ReadAllLines(LimitsFile)) : null;

    public long? Limit { get; }

    public bool AreScarce()
    {
        if (Limit is not { } limit)
        {
            return false;
        }

        try
        {
            // The system gives out the lowest number that is free, so one open file tells how many there are.
            using var handle = File.OpenHandle(Probe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return handle.DangerousGetHandle() >= limit - Math.Min(MaxReserve, limit / 8);
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Reads the limit that is in force; null when there is none.</summary>
    /// <param name="lines">The lines of the file in which Linux tells the limits of a process.</param>
    internal static long? ReadLimit(IEnumerable<string> lines)
    {
        var words = lines.FirstOrDefault(static line => line.StartsWith(LimitLine, StringComparison.Ordinal))?[LimitLine.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
