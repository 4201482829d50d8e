using System.Text.RegularExpressions;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Documentation;

/// <summary>That the table of times in <c>docs/guarantees.md</c> is the code's.</summary>
public sealed partial class RecoveryTimesDocumentTests
{
    [Fact]
    public async Task Document_HasEveryTimeWithItsDefault()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/guarantees.md"));
        var section = text[text.IndexOf("## Times that belong together", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 3, StringComparison.Ordinal)];

        var documented = Row().Matches(section).Select(static row => (Name: row.Groups[1].Value, Default: row.Groups[2].Value)).Order();

        var real = typeof(RecoveryTimes).GetProperties()
            .Where(static property => property.PropertyType == typeof(TimeSpan))
            .Select(static property => (property.Name, Default: SettingTable.Describe((TimeSpan)property.GetValue(RecoveryTimes.Default)!)))
            .Order();
        Assert.Equal(real, documented);
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
