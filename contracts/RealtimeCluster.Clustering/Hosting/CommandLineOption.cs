namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Finds the options that a host needs before its configuration is there.</summary>
internal static class CommandLineOption
{
    /// <summary>Looks for <c>--name VALUE</c> or <c>--name=VALUE</c>; the first one counts.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="name">The option, dashes included.</param>
    /// <param name="value">Its value; null if it has none, or only white space.</param>
    /// <returns>Whether the option is there.</returns>
    public static bool TryFind(string[] args, string name, out string? value)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var argument = args[index];
            if (argument == name)
            {
                value = args.ElementAtOrDefault(index + 1) is { } next && !string.IsNullOrWhiteSpace(next) && !next.StartsWith("--", StringComparison.Ordinal) ? next : null;
                return true;
            }

            if (argument.StartsWith(name + "=", StringComparison.Ordinal))
            {
                value = argument[(name.Length + 1)..];
                value = string.IsNullOrWhiteSpace(value) ? null : value;
                return true;
            }
        }

        value = null;
        return false;
    }
}
