using RealtimeCluster.Chaos.Faults;

namespace RealtimeCluster.Chaos.CommandLine;

/// <summary>Reads the command line and reports every fault of it together.</summary>
internal static class OptionReader
{
    public static ChaosOptions Read(IReadOnlyList<string> arguments, out List<string> faults)
    {
        var options = new ChaosOptions();
        faults = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (OptionTable.All.FirstOrDefault(option => option.Name == word) is not { } option)
            {
                faults.Add($"{word} is not an option.");
            }
            else if (++i >= arguments.Count)
            {
                faults.Add($"{word} needs a value.");
            }
            else if (!option.Apply(options, arguments[i]))
            {
                faults.Add($"{word} cannot be '{arguments[i]}'. {option.Help}");
            }
        }

        // Behind a flaky proxy the real clients have places of their own.
        if (options.Clients + (options.HasFlakyProxy ? options.RealClients : 0) < options.Members)
        {
            faults.Add("A channel cannot have more members than there are clients.");
        }

        if (options.StorageDelay is null && options.StorageStall > TimeSpan.Zero)
        {
            faults.Add("--storage-stall needs --storage-delay.");
        }

        if (options.StorageDelay is not null && options.Faults.Contains(FaultKind.CutLink))
        {
            faults.Add("The nodes of cut-link cannot reach the slow storage, which is on the loopback of this machine.");
        }

        if (options.HasFlakyProxy && options.RealClients == 0)
        {
            faults.Add("--flaky-proxy needs --real-clients.");
        }

        if (options.Strangers > 0 && options.QuietTime >= options.Duration)
        {
            faults.Add("--quiet has to be shorter than --duration, or the strangers have no time.");
        }

        if (options.Strangers > 0 && (options.Faults.Contains(FaultKind.CutLink) || options.Faults.Contains(FaultKind.RewindStorm)))
        {
            faults.Add("Strangers cannot reach the nodes of cut-link, and for rewind-storm a limit is set aside that holds for them.");
        }

        return options;
    }

    public static void WriteHelp(TextWriter output)
    {
        output.WriteLine("usage: dotnet run --project tests/RealtimeCluster.Chaos -c Release -- [options]");
        foreach (var option in OptionTable.All)
        {
            output.WriteLine($"  {option.Name + " " + option.Value,-24} {option.Help}");
        }

        output.WriteLine("The exit code is 0 only when nothing was violated.");
    }
}
