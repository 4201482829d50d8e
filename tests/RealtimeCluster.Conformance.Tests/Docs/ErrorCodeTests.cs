using System.Text.RegularExpressions;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>The table of error codes has every code that the gateway's sources have for clients, and no other.</summary>
public sealed partial class ErrorCodeTests
{
    // Where the code of a client's error can stand.
    private static readonly string[] Places = ["Environments/Refusal.cs", "Events", "Http", "Limits", "Messages", "Rules"];

    // Of what stands there: whose fault it is, reasons beside a code, and what only metrics name.
    private static readonly string[] Others =
    [
        "client_error", "server_error", "access_token", "no_secret", "not_yet_valid", "other_environment", "get_members", "server_api", "no_room",
    ];

    // A single word is told from others by nothing.
    private static readonly string[] SingleWords = [RealtimeUnavailableException.Code, "busy"];

    [Fact]
    public void Table_HasTheCodesOfTheSources()
    {
        var gateway = Path.Combine(Repository.Root, "gateway/RealtimeCluster.Gateway");
        var sources = Places.Select(place => Path.Combine(gateway, place)).SelectMany(static path => File.Exists(path) ? [path] : Directory.GetFiles(path, "*.cs", SearchOption.AllDirectories));
        var codes = sources
            .SelectMany(static source => Literal().Matches(File.ReadAllText(source)))
            .Select(static match => match.Groups["code"].Value)
            .Except(Others)
            .Concat(SingleWords)
            .Append(IConnectionGrain.DisconnectedCode)
            .Distinct();
        var table = File.ReadAllLines(Path.Combine(Repository.Root, "docs/errors.md")).Select(static line => Row().Match(line)).Where(static row => row.Success).Select(static row => row.Groups["code"].Value);

        Assert.Equal(codes.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    // As a text of its own, or as the code inside a packet that is written as it stands.
    [GeneratedRegex("(?:code\":)?\"(?<code>[a-z]+(?:_[a-zA-Z]+)+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("^\\| `(?<code>[^`]+)` \\|")]
    private static partial Regex Row();
}
