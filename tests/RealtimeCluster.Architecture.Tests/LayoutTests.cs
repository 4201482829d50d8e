using System.Text.RegularExpressions;

namespace RealtimeCluster.Architecture.Tests;

/// <summary>Where things lie, and who may see whom.</summary>
public sealed partial class LayoutTests
{
    private static readonly string[] RootEntries =
    [
        ".ci", ".dockerignore", ".editorconfig", ".gitattributes", ".github", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props",
        "Directory.Packages.props", "LICENSE", "README.md", "RealtimeCluster.sln", "SECURITY.md", "bench", "contracts", "deploy", "docs", "gateway", "global.json", "silo", "tests",
    ];

    [Fact]
    public void Root_HoldsWhatTheHouseHolds()
    {
        var strangers = RepositoryFiles.Root.EnumerateFileSystemInfos()
            .Select(static entry => entry.Name)
            .Except([.. RootEntries, ".git", ".cluster", "TestResults"]);

        Assert.Empty(strangers);
    }

    [Theory]
    [InlineData("contracts/", "silo/", "gateway/", "deploy/")]
    [InlineData("silo/", "gateway/", "deploy/")]
    [InlineData("gateway/", "silo/", "deploy/")]
    public void Projects_ReferenceOnlyWhatTheyMayKnow(string folder, params string[] forbidden)
    {
        var faults = RepositoryFiles.WithExtension(".csproj")
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .SelectMany(path => ProjectReference().Matches(RepositoryFiles.Read(path)).Select(match => (Path: path, Target: Resolve(path, match.Groups[1].Value))))
            .Where(reference => forbidden.Any(other => reference.Target.StartsWith(other, StringComparison.Ordinal)));

        Assert.Empty(faults);
    }

    [Fact]
    public void Packages_HaveTheirVersionsInOnePlace() =>
        Assert.DoesNotContain(RepositoryFiles.WithExtension(".csproj"), static path => PackageVersion().IsMatch(RepositoryFiles.Read(path)));

    [Fact]
    public void LockFiles_NameNoDownloadHosts()
    {
        var locks = RepositoryFiles.WithExtension(".json").Where(static path => path.EndsWith("package-lock.json", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(locks);
        Assert.DoesNotContain(locks, static path => RepositoryFiles.Read(path).Contains("\"resolved\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Folders_AreConcernsNotKinds()
    {
        string[] kinds = ["Interfaces", "Models", "Helpers", "Utils", "Services", "Common", "Misc"];

        Assert.DoesNotContain(RepositoryFiles.WithExtension(".cs"), path => path.Split('/').Intersect(kinds).Any());
    }

    [Theory]
    [InlineData("gateway/RealtimeCluster.SocketIO")]
    [InlineData("gateway/RealtimeCluster.Gateway", "Connections Recovery")]
    [InlineData("silo/RealtimeCluster.Silo")]
    public void Folders_DependInOneDirection(string project, params string[] together)
    {
        var graph = FolderGraph.Of(project);

        Assert.NotEmpty(graph.Folders);
        Assert.Equal(together, graph.Cycles.Select(static cycle => string.Join(' ', cycle)));
    }

    [Fact]
    public void Documentation_NamesTestsAndPicturesThatAreThere()
    {
        var faults = RepositoryFiles.WithExtension(".md").SelectMany(static page => Missing(page, RepositoryFiles.Read(page))).ToArray();

        Assert.Empty(faults);
    }

    private static IEnumerable<string> Missing(string page, string text)
    {
        var tests = NamedTest().Matches(text).Select(static match => $"tests/RealtimeCluster.{match.Groups["path"].Value}");
        var pictures = Picture().Matches(text).Select(match => Path.Combine(Path.GetDirectoryName(page)!, match.Groups["path"].Value));
        return tests.Concat(pictures).Where(static path => !Exists(path) && !Exists($"{path}.cs")).Select(path => $"{page}: {path}");
    }

    private static bool Exists(string path) => Path.Combine(RepositoryFiles.Root.FullName, path) is var whole && (File.Exists(whole) || Directory.Exists(whole));

    private static string Resolve(string project, string reference) => Path.GetRelativePath(
        RepositoryFiles.Root.FullName,
        Path.GetFullPath(Path.Combine(RepositoryFiles.Root.FullName, Path.GetDirectoryName(project)!, reference))).Replace('\\', '/');

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReference();

    [GeneratedRegex("`(?<path>[A-Za-z]+\\.Tests(?:/[A-Za-z/]+)?)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>[^)]+)\)")]
    private static partial Regex Picture();

    [GeneratedRegex("<PackageReference [^>]*Version=")]
    private static partial Regex PackageVersion();
}
