using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.ProtocolHost;

/// <summary>Builds the host that the official protocol suites run against: their echo applications, and their short times.</summary>
public static class ProtocolHostBuilder
{
    /// <summary>Builds the host.</summary>
    /// <param name="args"><c>--port N</c>, and any setting of the gateway.</param>
    /// <param name="configure">Changes to the services, made last.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["port"] ?? "21000"}");
        builder.Services.Configure<EngineIOOptions>(options =>
        {
            options.PingInterval = TimeSpan.FromMilliseconds(300);
            options.PingTimeout = TimeSpan.FromMilliseconds(200);
        });
        builder.Services.Configure<PacketLimitsOptions>(options => options.MaxFrameBytes = 1_000_000);
        builder.Services.Configure<SocketIOOptions>(options => options.ConnectTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSocketIO<SocketIOEcho>();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseEngineIO(new EngineIOEcho(), "/engine.io/");
        app.UseSocketIO<SocketIOEcho>("/socket.io/");
        return app;
    }
}
