namespace RealtimeCluster.Load.CommandLine;

/// <summary>Reads the command line and reports every fault of it together.</summary>
internal static class OptionReader
{
    private const int MaxConnections = 200_000;

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">A mode, if not <c>run</c>, and options.</param>
    /// <param name="faults">What is wrong with them.</param>
    public static LoadOptions Read(IReadOnlyList<string> arguments, out List<string> faults)
    {
        var options = new LoadOptions();
        faults = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (i == 0 && !word.StartsWith('-'))
            {
                ReadMode(word, options, faults);
            }
            else if (OptionTable.All.FirstOrDefault(option => option.Name == word) is not { } option)
            {
                faults.Add($"{word} is not an option.");
            }
            else if (option.Value.Length == 0)
            {
                option.Apply(options, string.Empty);
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

        Check(options, faults);
        return options;
    }

    private static void ReadMode(string word, LoadOptions options, List<string> faults)
    {
        if (Enum.TryParse<LoadMode>(word, ignoreCase: true, out var mode) && char.IsAsciiLetter(word[0]))
        {
            options.Mode = mode;
            if (mode == LoadMode.Stall)
            {
                (options.Channels, options.Members) = (5, 1000);
            }
        }
        else
        {
            faults.Add($"{word} is not a mode: run, idle, join, members, soak or stall.");
        }
    }

    private static void Check(LoadOptions options, List<string> faults)
    {
        if (options.Urls.Count == 0)
        {
            faults.Add("At least one --url is needed.");
        }

        if ((long)options.Channels * options.Members > MaxConnections)
        {
            faults.Add($"Channels times members may be at most {MaxConnections}.");
        }

        if (options.Mode == LoadMode.Run && (options.Rate > 0) == (options.Window > 0))
        {
            faults.Add("A run needs either --rate or --window.");
        }

        if (options.Mode == LoadMode.Stall)
        {
            CheckStall(options, faults);
        }

        if (options.Mode == LoadMode.Soak && (options.Rate <= 0 || options.Window > 0))
        {
            faults.Add("soak needs --rate and no --window: who is a member changes all the time.");
        }

        if (options.Mode == LoadMode.Members && options.ServerToken.Length == 0)
        {
            faults.Add("members needs --server-token.");
        }

        if (options.Mode is LoadMode.Members or LoadMode.Soak && options.Protocol != "socketio")
        {
            faults.Add($"{options.Mode.ToString().ToLowerInvariant()} speaks socketio only.");
        }
    }

    private static void CheckStall(LoadOptions options, List<string> faults)
    {
        if (options is { Rate: 0, Window: 0 })
        {
            options.Window = 1;
        }
        else if (options is { Rate: > 0, Window: > 0 })
        {
            faults.Add("stall takes --rate or --window.");
        }

        // The first of each channel publishes, and what it reads is what is measured.
        if (options.Stalled > options.ConnectionCount - options.Channels)
        {
            faults.Add($"--stalled can be at most {options.ConnectionCount - options.Channels} here: one member of each channel has to read.");
        }
    }
}
