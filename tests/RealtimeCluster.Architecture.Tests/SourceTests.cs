using System.Globalization;
using System.Text.RegularExpressions;

namespace RealtimeCluster.Architecture.Tests;

/// <summary>What every source file keeps to.</summary>
public sealed partial class SourceTests
{
    private static IEnumerable<string> Sources => RepositoryFiles.WithExtension(".cs");

    [Fact]
    public void Files_HaveOnePublicTypeNamedLikeThem()
    {
        var faults = Sources
            .Where(static path => !path.EndsWith("Program.cs", StringComparison.Ordinal))
            .Select(static path => (Path: path, Types: TopLevelType().Matches(RepositoryFiles.Read(path)).Select(static match => match.Groups[1].Value).Distinct().ToArray()))
            .Where(static file => file.Types.Length > 1
                || (file.Types.Length == 1 && file.Types[0] != Path.GetFileName(file.Path).Split('.')[0]))
            .Select(static file => $"{file.Path}: {string.Join(", ", file.Types)}");

        Assert.Empty(faults);
    }

    [Fact]
    public void Sources_HaveNoRegionsAndNoOpenEnds() =>
        Assert.DoesNotContain(
            Sources.Where(static path => !path.EndsWith(nameof(SourceTests) + ".cs", StringComparison.Ordinal)),
            static path => OpenEnd().IsMatch(RepositoryFiles.Read(path)));

    [Theory]
    [InlineData("contracts/", 1000)]
    [InlineData("silo/", 2000)]
    [InlineData("gateway/", 3000)]
    public void LogEvents_AreUniqueAndInTheirRange(string folder, int start)
    {
        var ids = Sources
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith("LogEvents.cs", StringComparison.Ordinal))
            .SelectMany(static path => EventId().Matches(RepositoryFiles.Read(path)))
            .Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .ToArray();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, start, start + 999));
    }

    [GeneratedRegex(@"^public (?:static |sealed |abstract |readonly |partial |ref )*(?:class|struct|enum|interface|record(?: struct)?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"#region|\bTODO\b(?! #\d)|\bFIXME\b|NotImplementedException")]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"public const int \w+ = (\d+);")]
    private static partial Regex EventId();
}
