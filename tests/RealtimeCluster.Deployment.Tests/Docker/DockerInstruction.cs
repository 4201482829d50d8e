namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>One instruction of a Dockerfile.</summary>
/// <param name="Name">In upper case, for example <c>COPY</c>.</param>
/// <param name="Flags">What stands before the arguments, such as <c>--from=build</c>.</param>
/// <param name="Arguments">The rest: the elements of a JSON list, or the words.</param>
internal sealed record DockerInstruction(string Name, IReadOnlyList<string> Flags, IReadOnlyList<string> Arguments)
{
    /// <summary>The value of a flag; null without it.</summary>
    /// <param name="name">For example <c>from</c>.</param>
    public string? Flag(string name) => Flags.Where(flag => flag.StartsWith($"--{name}=", StringComparison.Ordinal)).Select(flag => flag[(name.Length + 3)..]).FirstOrDefault();
}
