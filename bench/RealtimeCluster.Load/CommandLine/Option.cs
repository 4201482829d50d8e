namespace RealtimeCluster.Load.CommandLine;

/// <summary>One option of the command line: how it is written, what it means, and what it sets.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands for the value in the help; empty for a switch.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Apply">Sets it; false if the value is not one.</param>
internal sealed record Option(string Name, string Value, string Help, Func<LoadOptions, string, bool> Apply);
