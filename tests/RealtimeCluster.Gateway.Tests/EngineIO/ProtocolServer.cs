using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.ProtocolHost;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>The protocol host on a free port, with times so long that no heartbeat comes between unless a test sets its own.</summary>
public class ProtocolServer : IAsyncLifetime
{
    private readonly WebApplication _app;

    public ProtocolServer()
        : this(null)
    {
    }

    internal ProtocolServer(Action<IServiceCollection>? configure, Action<WebApplication>? map = null)
    {
        _app = ProtocolHostBuilder.Build(["--port", "0"], services =>
        {
            services.Configure<EngineIOOptions>(options =>
            {
                options.PingInterval = TimeSpan.FromMinutes(1);
                options.PingTimeout = TimeSpan.FromMinutes(1);
                options.DrainSpread = TimeSpan.Zero;
            });
            services.Configure<SocketIOOptions>(options => options.ConnectTimeout = TimeSpan.FromMinutes(1));
            configure?.Invoke(services);
        });
        map?.Invoke(_app);
    }

    public Uri Uri => new(_app.Urls.First());

    internal IServiceProvider Services => _app.Services;

    public PollingClient Polling(string path = "/engine.io/") => new(Uri, path);

    public Task<RawWebSocket> WebSocketAsync(string path = "/engine.io/", string? sid = null) =>
        RawWebSocket.ConnectAsync(Uri, $"{path}?EIO=4&transport=websocket{(sid is null ? "" : "&sid=" + sid)}");

    /// <summary>A WebSocket that has read its open packet.</summary>
    public async Task<RawWebSocket> OpenedAsync(string path = "/engine.io/")
    {
        var socket = await WebSocketAsync(path);
        Assert.StartsWith("0{", await socket.ReceiveAsync(), StringComparison.Ordinal);
        return socket;
    }

    public Task InitializeAsync() => _app.StartAsync();

    public Task StopAsync() => _app.StopAsync();

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
