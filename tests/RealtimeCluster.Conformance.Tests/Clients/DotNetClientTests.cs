using System.Text.Json;
using RealtimeCluster.Testing.Processes;
using SocketIOClient;
using SocketIOClient.Transport;

namespace RealtimeCluster.Conformance.Tests.Clients;

/// <summary>The .NET client from NuGet, over both transports.</summary>
[Collection(nameof(ClusterTarget))]
public sealed class DotNetClientTests(ClusterTarget target)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task SocketIOClient_TwoOnTwoGateways_JoinSendAndLeave(TransportProtocol transport)
    {
        var channel = $"dotnet {Guid.NewGuid()}";
        using var first = Create(target.Server, 0, transport);
        using var second = Create(target.Server, 1, transport);
        var joined = Next(first, "channel:join");
        var said = Next(first, "hi");
        var left = Next(first, "channel:leave");
        await ConnectAsync(first);
        await ConnectAsync(second);

        await JoinAsync(first, channel);
        await JoinAsync(second, channel);
        Assert.Equal(second.Id, (await joined.WaitAsync(Deadline)).GetProperty("message").GetProperty("id").GetString());

        await second.EmitAsync("message", new { channel, eventName = "hi", message = new { text = "hello" } });
        Assert.Equal("hello", (await said.WaitAsync(Deadline)).GetProperty("message").GetProperty("text").GetString());

        await second.DisconnectAsync();
        Assert.Equal(channel, (await left.WaitAsync(Deadline)).GetProperty("channel").GetString());
    }

    private static SocketIO Create(IRunningServer server, int gateway, TransportProtocol transport) => new(
        server.GatewayUrls[gateway % server.GatewayUrls.Count],
        new SocketIOOptions
        {
            Path = "/realtime/",
            Transport = transport,
            Auth = new { envId = "dotnet" },
            Reconnection = false,

            // Its upgrade drops the connection when the open packet is handled before its own ConnectAsync returned; the
            // JavaScript clients cover the upgrade.
            AutoUpgrade = false,
        });

    private static Task<JsonElement> Next(SocketIO client, string eventName)
    {
        var received = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On(eventName, response => received.TrySetResult(response.GetValue<JsonElement>()));
        return received.Task;
    }

    // Its own ConnectAsync returns when the transport is open, before the server has let the client in.
    private static async Task ConnectAsync(SocketIO client)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnConnected += (_, _) => connected.TrySetResult();
        await client.ConnectAsync().WaitAsync(Deadline);
        await connected.Task.WaitAsync(Deadline);
    }

    private static async Task JoinAsync(SocketIO client, string channel)
    {
        var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync("join", _ => applied.TrySetResult(), new { channel });
        await applied.Task.WaitAsync(Deadline);
    }
}
