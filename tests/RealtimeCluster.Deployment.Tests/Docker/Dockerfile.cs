using System.Text.Json;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>A Dockerfile of this repository, read as far as it is written: anything it does not use is refused.</summary>
internal sealed class Dockerfile
{
    private static readonly string[] Known = ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"];

    private Dockerfile(IReadOnlyList<DockerStage> stages) => Stages = stages;

    /// <summary>Its stages in order; the last one is the image.</summary>
    public IReadOnlyList<DockerStage> Stages { get; }

    /// <summary>The stage that is the image.</summary>
    public DockerStage Image => Stages[^1];

    /// <summary>Reads the file of one image.</summary>
    /// <param name="name">For example <c>silo</c>.</param>
    public static Dockerfile Read(string name)
    {
        var stages = new List<DockerStage>();
        var instructions = new List<DockerInstruction>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, $"deploy/docker/{name}.Dockerfile")).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var instruction = Parse(line);
            if (instruction.Name == "FROM")
            {
                instructions = [];
                var words = instruction.Arguments;
                stages.Add(new DockerStage(words[0], words.Count == 3 ? words[2] : null, instructions));
            }
            else
            {
                instructions.Add(instruction);
            }
        }

        return new Dockerfile(stages);
    }

    private static DockerInstruction Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(words[0], Known);
        var flags = words.Skip(1).TakeWhile(static word => word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var rest = words.Skip(1 + flags.Length).ToArray();
        if (words[0] == "HEALTHCHECK")
        {
            Assert.Equal("CMD", rest[0]);
            rest = rest[1..];
        }

        var text = string.Join(' ', rest);
        return new DockerInstruction(words[0], flags, text.StartsWith('[') ? JsonSerializer.Deserialize<string[]>(text)! : rest);
    }
}
