using RealtimeCluster.Client.Http.Hosting;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Observability.Management;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Documentation;

/// <summary>That <c>docs/configuration.md</c> says what the options classes say.</summary>
public sealed class ConfigurationDocumentTests
{
    private const string WriteVariable = "WRITE_DOCS";

    private static readonly OptionsCatalog Catalog = OptionsCatalog.Read(
        typeof(RealtimeClientOptions).Assembly,
        typeof(RealtimeHttpClientOptions).Assembly,
        typeof(ClusterOptions).Assembly,
        typeof(ManagementOptions).Assembly,
        typeof(DurabilityOptions).Assembly,
        typeof(EngineIOOptions).Assembly,
        typeof(LimitsOptions).Assembly);

    private static readonly string DocumentPath = Path.Combine(Repository.Root, "docs/configuration.md");

    [Fact]
    public async Task Document_SaysWhatTheCodeSays()
    {
        var text = await File.ReadAllTextAsync(DocumentPath);
        var right = ConfigurationDocument.Regenerate(text, Catalog);

        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            await File.WriteAllTextAsync(DocumentPath, right);
            return;
        }

        var lines = text.Split('\n');
        var difference = right.Split('\n').Select(static (line, index) => (Line: line, Index: index)).FirstOrDefault(line => line.Index >= lines.Length || lines[line.Index] != line.Line);
        Assert.True(
            text == right,
            $"docs/configuration.md is stale at line {difference.Index + 1}. Rewrite it: {WriteVariable}=1 dotnet test tests/RealtimeCluster.Deployment.Tests --filter ConfigurationDocumentTests\n{difference.Line}");
    }

    [Fact]
    public void Regenerate_TableThatIsStale_IsReplacedAndTheRestStays()
    {
        const string Stale = "# Head\n\n<!-- settings: DurabilityOptions -->\n| `Interval` | time | 7 s |\n<!-- end -->\n\nFoot.\n";

        var right = ConfigurationDocument.Regenerate(Stale + Marks(except: "DurabilityOptions"), Catalog);

        Assert.StartsWith("# Head\n\n<!-- settings: DurabilityOptions -->\nSection `Realtime:Durability`: ", right, StringComparison.Ordinal);
        Assert.Contains("| `Interval` | time | 1 s | 10 ms – 1 h | How long changes of a log gather before they are written, at least.", right, StringComparison.Ordinal);
        Assert.Contains("<!-- end -->\n\nFoot.\n", right, StringComparison.Ordinal);
        Assert.DoesNotContain("7 s", right, StringComparison.Ordinal);
    }

    [Fact]
    public void Regenerate_ClassWithoutAMark_GetsASection() =>
        Assert.Contains("\n## Realtime:Recovery\n\n<!-- settings: RecoveryOptions -->\n", ConfigurationDocument.Regenerate(Marks(except: "RecoveryOptions"), Catalog), StringComparison.Ordinal);

    [Theory]
    [InlineData("<!-- settings: NoSuchOptions -->\n<!-- end -->\n", "There is no options class NoSuchOptions")]
    [InlineData("<!-- settings: RecoveryOptions except NoSuchSetting -->\n<!-- end -->\n", "RecoveryOptions has no setting NoSuchSetting")]
    [InlineData("<!-- settings: ApiKeyOptions -->\n<!-- end -->\n", "ApiKeyOptions has no SectionName")]
    public void Regenerate_MarkThatIsWrong_IsRefused(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidDataException>(() => ConfigurationDocument.Regenerate(text, Catalog)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:00.050", "50 ms")]
    [InlineData("00:02:00", "2 min")]
    [InlineData("00:01:30", "90 s")]
    [InlineData("1.00:00:00", "1 d")]
    [InlineData("00:00:00", "0")]
    public void Describe_Time_IsShort(string time, string expected) => Assert.Equal(expected, SettingTable.Describe(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    private static string Marks(string except) => string.Concat(Catalog.Names.Where(name => name != except).Select(static name => $"<!-- settings: {name} Some:Section -->\n<!-- end -->\n"));
}
