using System.Collections.Concurrent;
using System.Text.Json;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>Runs all scenarios of one client library over one transport in one Node process, once, and keeps what became of each.</summary>
/// <param name="server">The server under test.</param>
/// <param name="urls">Where clients connect, in turn; by default to its gateways.</param>
public sealed class ScenarioRuns(IRunningServer server, IReadOnlyList<Uri>? urls = null)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/clients");

    private readonly ConcurrentDictionary<(string, string), Lazy<Task<Dictionary<string, string?>>>> _runs = new();

    /// <summary>Every library, transport and scenario.</summary>
    public static TheoryData<string, string, string> All()
    {
        var rows = new TheoryData<string, string, string>();
        var names = GetScenarioNames();
        foreach (var (library, transport) in (ReadOnlySpan<(string, string)>)
        [
            ("sio48", "websocket"), ("sio48", "polling"), ("sio48", "upgrade"),
            ("sio45", "websocket"), ("sio45", "polling"), ("sio45", "upgrade"),
            ("sio3", "websocket"), ("sio3", "polling"), ("sio3", "upgrade"),
        ])
        {
            foreach (var name in names)
            {
                rows.Add(library, transport, name);
            }
        }

        return rows;
    }

    /// <summary>Fails unless the scenario succeeded.</summary>
    /// <param name="library">The client library.</param>
    /// <param name="transport">Its transports.</param>
    /// <param name="scenario">The scenario.</param>
    public async Task AssertSucceededAsync(string library, string transport, string scenario)
    {
        var results = await _runs.GetOrAdd((library, transport), key => new(() => RunAsync(key.Item1, key.Item2))).Value;

        Assert.True(results.TryGetValue(scenario, out var error), $"The scenario was not reported; {results.Count} were.");
        Assert.True(error is null, $"{error}\n{server.DescribeState()}");
    }

    private static string[] GetScenarioNames()
    {
        // The scenarios are asked for their names rather than read: some are made in loops.
        var names = HostProcess.RunAsync(Deadline, "node", Path.Combine(Folder, "list.mjs")).GetAwaiter().GetResult();
        return names.ExitCode == 0
            ? names.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"Run 'npm ci' in {Folder}, or all tests with tests/run. {names.Output}");
    }

    private async Task<Dictionary<string, string?>> RunAsync(string library, string transport)
    {
        var results = new Dictionary<string, string?>(StringComparer.Ordinal);
        string[] arguments = [Path.Combine(Folder, "run.mjs"), library, transport, TestConfiguration.ServerToken, TestConfiguration.SessionSecret];
        var (_, output) = await HostProcess.RunAsync(Deadline, "node", [.. arguments, .. (urls ?? server.GatewayUrls).Select(static url => url.GetLeftPart(UriPartial.Authority))]);
        foreach (var line in output.Split('\n').Where(static line => line.StartsWith('{')))
        {
            var result = JsonDocument.Parse(line).RootElement;
            results[result.GetProperty("name").GetString()!] = result.GetProperty("ok").GetBoolean() ? null : result.GetProperty("error").GetString();
        }

        return results;
    }
}
