namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>One stage of a Dockerfile.</summary>
/// <param name="Image">The image it begins with.</param>
/// <param name="Name">Its name; null without one.</param>
/// <param name="Instructions">What follows <c>FROM</c>, in order.</param>
internal sealed record DockerStage(string Image, string? Name, IReadOnlyList<DockerInstruction> Instructions)
{
    /// <summary>The arguments of the last instruction of a name; none without one.</summary>
    /// <param name="name">For example <c>ENTRYPOINT</c>.</param>
    public IReadOnlyList<string> Last(string name) => Instructions.LastOrDefault(instruction => instruction.Name == name)?.Arguments ?? [];

    /// <summary>The variables that its <c>ENV</c> instructions set.</summary>
    public IReadOnlyDictionary<string, string> Environment => Instructions.Where(static instruction => instruction.Name == "ENV")
        .SelectMany(static instruction => instruction.Arguments)
        .Select(static assignment => assignment.Split('=', 2))
        .ToDictionary(static pair => pair[0], static pair => pair[1]);
}
