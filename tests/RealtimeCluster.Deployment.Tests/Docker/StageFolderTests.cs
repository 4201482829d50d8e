namespace RealtimeCluster.Deployment.Tests.Docker;

/// <summary>What the builds of several images leave to each other.</summary>
public sealed class StageFolderTests : IDisposable
{
    private readonly DirectoryInfo _sources = Directory.CreateTempSubdirectory("realtime-sources-");
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("realtime-stage-");
    private readonly StageFolder _folder;

    public StageFolderTests() => _folder = new StageFolder(_root.FullName);

    public void Dispose()
    {
        _sources.Delete(recursive: true);
        _root.Delete(recursive: true);
    }

    [Fact]
    public void RemoveRest_FilesOfAnotherImage_AreGoneAndOutputsStay()
    {
        Take("global.json", "contracts/a.cs", "silo/s.cs");
        Make("contracts/obj/a.dll", "silo/bin/s.dll", "out/s.dll");

        Take("global.json", "contracts/a.cs", "gateway/g.cs");

        Assert.Equal(["contracts/a.cs", "contracts/obj/a.dll", "gateway/g.cs", "global.json", "silo/bin/s.dll"], Files());
    }

    [Theory]
    [InlineData("contracts/a.cs", "contracts/b.cs")]
    [InlineData("global.json", "contracts/b.cs")]
    public void RemoveRest_AFileOfAFolderThatThisImageHasIsMissing_NoOutputStays(params string[] paths)
    {
        Take("global.json", ".editorconfig", "contracts/a.cs", "contracts/b.cs");
        Make("contracts/obj/a.dll");

        Take(paths);

        Assert.Equal(paths.Order(StringComparer.Ordinal), Files());
    }

    [Fact]
    public void RemoveRest_AFolderThatAnImageBetweenDidNotHave_IsComparedWithWhatItsOutputsWereMadeOf()
    {
        Take("silo/a.cs", "silo/b.cs");
        Make("silo/obj/s.dll");
        Take("gateway/g.cs");

        Take("silo/b.cs");

        Assert.Equal(["silo/b.cs"], Files());
    }

    [Fact]
    public void Copy_KeepsTheTimeOfChange()
    {
        var source = Path.Combine(_sources.FullName, "a.cs");
        File.WriteAllText(source, "a");
        File.SetLastWriteTimeUtc(source, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        _folder.Copy(source, Path.Combine(_root.FullName, "a.cs"));

        Assert.Equal(File.GetLastWriteTimeUtc(source), File.GetLastWriteTimeUtc(Path.Combine(_root.FullName, "a.cs")));
    }

    private void Take(params string[] paths)
    {
        _folder.Begin();
        foreach (var path in paths)
        {
            var source = Path.Combine(_sources.FullName, Path.GetFileName(path));
            File.WriteAllText(source, path);
            _folder.Copy(source, Path.Combine(_root.FullName, path));
        }

        _folder.RemoveRest(_root.FullName);
    }

    private void Make(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root.FullName, path))!);
            File.WriteAllText(Path.Combine(_root.FullName, path), path);
        }
    }

    private IEnumerable<string> Files() => Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_root.FullName, file))
        .Order(StringComparer.Ordinal);
}
