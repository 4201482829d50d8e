using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.Gateway.Tests.Environments;

namespace RealtimeCluster.Gateway.Tests.Connections;

/// <summary>Who sends what means nothing is told so, and so is whoever reads the log.</summary>
public sealed class UnheardTests
{
    [Fact]
    public async Task Event_OfUnknownName_ItsSenderAndTheLogAreTold()
    {
        await using var gateway = await ConnectedGateway.StartAsync();
        var logs = new LogCapture();
        gateway.Gateway.Get<ILoggerFactory>().AddProvider(logs);
        var (client, _) = await gateway.ConnectAsync("""{"envId":"shop"}""");

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("""42["chat message","secret"]""");
            Assert.StartsWith("""42["exception",{"code":"unknown_event","message":"The server does not know this event;""", await client.ReceiveAsync(), StringComparison.Ordinal);
        }

        await client.SendAsync("""427["chat message","secret"]""");
        Assert.StartsWith("""437[{"error":{"code":"unknown_event",""", await client.ReceiveAsync(), StringComparison.Ordinal);
        var (level, text) = Assert.Single(logs.Entries, static entry => entry.Text.Contains("chat message", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, level);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_OfUnknownNameWhereErrorsAreNotReported_IsDropped()
    {
        await using var gateway = await ConnectedGateway.StartAsync("""{"Realtime":{"OpenEnvironments":true,"ReportErrors":false}}""");
        var (client, _) = await gateway.ConnectAsync("""{"envId":"shop"}""");

        await client.SendAsync("""42["chat message","secret"]""");
        await client.SendAsync("""427["chat message"]""");

        Assert.StartsWith("437[", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EIO=3&transport=polling", "3")]
    [InlineData("transport=polling", "none or another")]
    public async Task Handshake_OfAnOlderProtocol_LeavesOneLineWithTheVersionsToTake(string query, string version)
    {
        var logs = new LogCapture();
        var server = new ProtocolServer(services => services.AddLogging(logging => logging.AddProvider(logs)));
        await server.InitializeAsync();
        using var http = new HttpClient { BaseAddress = server.Uri };

        for (var i = 0; i < 3; i++)
        {
            using var answer = await http.GetAsync($"/engine.io/?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        var text = Assert.Single(logs.Entries, static entry => entry.Text.Contains("Engine.IO", StringComparison.Ordinal)).Text;
        Assert.Contains($"version {version} of Engine.IO", text, StringComparison.Ordinal);
        Assert.Contains("socket.io-client 3 and 4", text, StringComparison.Ordinal);
        await server.DisposeAsync();
    }
}
