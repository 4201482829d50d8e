using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class HandshakeGateTests : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private readonly ProtocolServer _server;

    public HandshakeGateTests() => _server = new ProtocolServer(services => services.AddSingleton<IHandshakeGate>(_gate));

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task Handshake_NoRoom_IsToldWhenToComeAgain(string transport)
    {
        _gate.RetryAfter = TimeSpan.FromSeconds(6.5);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Uri, $"/engine.io/?EIO=4&transport={transport}"));
        if (transport == "websocket")
        {
            request.Headers.Add("Connection", "Upgrade");
            request.Headers.Add("Upgrade", "websocket");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["7"], response.Headers.GetValues("Retry-After"));
    }

    [Fact]
    public async Task Handshake_NoRoom_LeavesOpenSessionsAlone()
    {
        using var client = _server.Polling();
        await client.OpenAsync();
        _gate.RetryAfter = TimeSpan.FromSeconds(1);

        await client.PostAsync("4hello");

        Assert.Equal((HttpStatusCode.OK, "4hello"), await client.PollAsync());
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private sealed class Gate : IHandshakeGate
    {
        public TimeSpan? RetryAfter { get; set; }
    }
}
