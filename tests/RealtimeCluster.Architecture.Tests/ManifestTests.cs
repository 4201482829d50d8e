using System.Text.RegularExpressions;

namespace RealtimeCluster.Architecture.Tests;

/// <summary>The grain interfaces of each project are compared with its manifest by an analyzer, which says nothing where it is off or has no manifest to read.</summary>
public sealed partial class ManifestTests
{
    private static readonly string[] Guarded = ["contracts/", "gateway/", "silo/"];

    private static IEnumerable<string> Projects => RepositoryFiles.WithExtension(".csproj")
        .Where(static path => Guarded.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)));

    [Fact]
    public void Projects_WithTheAnalyzer_HaveTheirManifest()
    {
        var guarded = Projects.Where(HasAnalyzer).ToArray();

        Assert.NotEmpty(guarded);
        Assert.DoesNotContain(guarded, static path => !File.Exists(Path.Combine(RepositoryFiles.Root.FullName, FolderOf(path), "OrleansContracts.txt")));
    }

    [Fact]
    public void Projects_WithContractsBetweenNodes_HaveTheAnalyzer()
    {
        var speaking = Projects.Where(HasContracts).ToArray();

        Assert.NotEmpty(speaking);
        Assert.DoesNotContain(speaking, static path => !HasAnalyzer(path));
    }

    private static bool HasAnalyzer(string project) => Analyzer().IsMatch(RepositoryFiles.Read(project));

    private static bool HasContracts(string project) => RepositoryFiles.WithExtension(".cs")
        .Any(path => path.StartsWith(FolderOf(project), StringComparison.Ordinal) && Contract().IsMatch(RepositoryFiles.Read(path)));

    private static string FolderOf(string project) => $"{Path.GetDirectoryName(project)!.Replace('\\', '/')}/";

    [GeneratedRegex("<EnableOrleansContractsAnalyzer>true</EnableOrleansContractsAnalyzer>")]
    private static partial Regex Analyzer();

    [GeneratedRegex(@"\[(?:property: )?Id\(\d+\)|\bAlias\(""|\bGenerateSerializer\b|\binterface \w+ : IGrain(?:Service|With\w+)?\b|: Grain(?:Service)?\b")]
    private static partial Regex Contract();
}
