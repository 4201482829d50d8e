using System.Globalization;

namespace RealtimeCluster.Load.Measuring;

/// <summary>Reads processor time and memory of the server's processes from <c>/proc</c>.</summary>
internal sealed class ProcessUsage(IReadOnlyList<int> pids)
{
    // USER_HZ is 100 on every Linux that .NET runs on; proc(5).
    private const int TicksPerSecond = 100;
    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;
    private const int RssPagesField = 21;

    public bool IsMeasured => pids.Count > 0;

    public UsageSample Read()
    {
        long ticks = 0, pages = 0;
        foreach (var pid in pids)
        {
            if (TryReadFields(pid, out var fields))
            {
                ticks += Number(fields[UserTimeField]) + Number(fields[SystemTimeField]);
                pages += Number(fields[RssPagesField]);
            }
        }

        return new UsageSample(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), pages * Environment.SystemPageSize);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static bool TryReadFields(int pid, out string[] fields)
    {
        fields = [];
        try
        {
            // The name in parentheses may hold blanks; the fields after it do not.
            var text = File.ReadAllText($"/proc/{pid}/stat");
            fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields.Length > RssPagesField;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
