namespace RealtimeCluster.Chaos.CommandLine;

/// <summary>One option of the command line.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Value">What stands for the value in the help.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Apply">Sets it; false if the value is not one.</param>
internal sealed record Option(string Name, string Value, string Help, Func<ChaosOptions, string, bool> Apply);
