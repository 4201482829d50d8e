using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
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
    public async Task Mint_AsDocumented_SignsAUserIn()
    {
        var heard = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var socket = new SocketIO(new Uri(server.Url), new SocketIOOptions
        {
            Path = "/realtime/",
            Transport = TransportProtocol.WebSocket,
            Auth = new { envId = "shop", session = Mint(DocumentedServer.SessionSecret, "shop", "grace", TimeSpan.FromHours(1)) },
        });
        socket.On("hello", response => heard.TrySetResult(response.GetValue<JsonElement>(0).GetProperty("message").GetString()));
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.OnConnected += (_, _) => connected.TrySetResult();
        await socket.ConnectAsync();
        await connected.Task.WaitAsync(Deadline);
        using var host = CreateBackend();

        await host.Services.GetRequiredService<IRealtimeClient>().SendToUserAsync("grace", "hello", "welcome back");

        Assert.Equal("welcome back", await heard.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task HttpClient_AsDocumented_Sends()
    {
        using var host = CreateBackend();

        var position = await host.Services.GetRequiredService<IRealtimeClient>().SendAsync("order-7", "shipped", 1);

        Assert.NotEqual(0, position.Offset);
    }

    private static string Mint(string secret, string envId, string userId, TimeSpan lifetime) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object> { ["envId"] = envId, ["userId"] = userId, ["key"] = Guid.NewGuid().ToString() },
        Expires = DateTime.UtcNow + lifetime,
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256),
    });

    private IHost CreateBackend()
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
        return builder.Build();
    }
}
