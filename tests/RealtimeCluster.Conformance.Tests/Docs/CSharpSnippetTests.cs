using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RealtimeCluster.Client.Http.Hosting;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Testing.Processes;
using SocketIOClient;
using SocketIOClient.Transport;

namespace RealtimeCluster.Conformance.Tests.Docs;

/// <summary>Every line of C# in the documentation is one of a sample that is compiled, or of the code here.</summary>
public sealed class CSharpSnippetTests(DocumentedServer server) : IClassFixture<DocumentedServer>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public void Lines_AreThoseOfCompiledSources()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy/samples"), "*.cs", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "tests/RealtimeCluster.Conformance.Tests/Docs", $"{nameof(CSharpSnippetTests)}.cs"));
        var compiled = sources.SelectMany(File.ReadAllLines).Select(static line => line.Trim()).ToHashSet();
        var snippets = Snippet.OfLanguage("csharp");

        Assert.NotEmpty(snippets);
        foreach (var snippet in snippets)
        {
            var lines = snippet.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.All(lines.Where(static line => !line.StartsWith("//", StringComparison.Ordinal)), line => Assert.True(compiled.Contains(line), $"{snippet}: {line}"));
        }
    }

    [Fact]
    public async Task DotNetClient_AsDocumented_ReceivesWhatABackendSends()
    {
        var url = server.Url;
        var shipped = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var socket = new SocketIO(new Uri(url), new SocketIOOptions { Path = "/realtime/", Transport = TransportProtocol.WebSocket, Auth = new { envId = "shop" } });
        socket.On("shipped", response => shipped.TrySetResult(response.GetValue<JsonElement>(0).GetProperty("message").GetProperty("id").GetInt32()));
        socket.OnConnected += async (_, _) => await socket.EmitAsync("join", new { channel = "orders" });
        socket.OnConnected += async (_, _) => await socket.EmitAsync("message", new { channel = "orders", eventName = "shipped", message = new { id = 7 }, echo = true });
        await socket.ConnectAsync();

        Assert.Equal(7, await shipped.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task HttpClient_AsDocumented_Sends()
    {
        var url = server.Url;
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddRealtimeHttpClient(realtime =>
        {
            // One or several gateways, or a balancer.
            realtime.BaseAddresses.Add(new Uri(url));
            realtime.Token = "change-me";
            realtime.Environment = "shop";
        });
        using var host = builder.Build();

        var position = await host.Services.GetRequiredService<IRealtimeClient>().SendAsync("order-7", "shipped", 1);

        Assert.NotEqual(0, position.Offset);
    }
}
