using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Observability.Hosting;
using RealtimeCluster.Observability.Tests.Tracing;
using RealtimeCluster.Silo.Hosting;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Observability.Tests;

/// <summary>A whole cluster in this process, a silo that is a gateway as well, put together as the standalone host does it.</summary>
internal sealed class ObservedNode : IAsyncDisposable
{
    public const string Token = "observed-node-server-token";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private bool _isRunning;

    private ObservedNode(WebApplication app, Uri url, Uri managementUrl, SpanCollector spans)
    {
        (_app, Url, ManagementUrl, Spans) = (app, url, managementUrl, spans);
        Http = new HttpClient { Timeout = Deadline };
    }

    /// <summary>Where clients come to.</summary>
    public Uri Url { get; }

    /// <summary>Where those who run it look.</summary>
    public Uri ManagementUrl { get; }

    /// <summary>The spans it exported.</summary>
    public SpanCollector Spans { get; }

    /// <summary>Asks it.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it, and comes back when it has started.</summary>
    /// <param name="settings">Settings, as the command line takes them.</param>
    public static async Task<ObservedNode> StartAsync(params string[] settings)
    {
        var node = Create(services => { }, settings);
        try
        {
            await node.RunAsync();
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }

        return node;
    }

    /// <summary>Puts it together without starting it.</summary>
    /// <param name="configure">Changes to the services, made last.</param>
    /// <param name="settings">Settings, as the command line takes them.</param>
    public static ObservedNode Create(Action<IServiceCollection> configure, params string[] settings)
    {
        var url = new Uri($"http://127.0.0.1:{Ports.GetFree()}");
        var managementPort = Ports.GetFree();
        var builder = WebApplication.CreateBuilder(
        [
            "--urls", url.ToString(), $"--Management:Port={managementPort}", "--Realtime:OpenEnvironments=true", $"--Realtime:ServerTokens:0={Token}",
            "--Gateway:EngineIO:DrainSpread=00:00:00.100", .. settings,
        ]);
        builder.Logging.ClearProviders();
        builder.UseRealtimeCluster(static silo => silo.UseRealtimeSilo().UseRealtimeGateway());
        builder.Services.AddRealtimeGateway();
        builder.AddRealtimeObservability();
        var spans = new SpanCollector();
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(spans)));
        configure(builder.Services);
        var app = builder.Build();
        app.MapRealtimeGateway();
        return new ObservedNode(app, url, new Uri($"http://127.0.0.1:{managementPort}"), spans);
    }

    /// <summary>Starts it.</summary>
    public async Task RunAsync()
    {
        await _app.StartAsync().WaitAsync(Deadline);
        _isRunning = true;
    }

    /// <summary>Stops it, as SIGTERM does.</summary>
    public Task StopAsync()
    {
        _isRunning = false;
        return _app.StopAsync().WaitAsync(Deadline);
    }

    /// <summary>The text of a page of the management port.</summary>
    public Task<string> GetAsync(string path) => Http.GetStringAsync(new Uri(ManagementUrl, path));

    /// <summary>The status of a page of the management port.</summary>
    public async Task<int> GetStatusAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(ManagementUrl, path));
        return (int)response.StatusCode;
    }

    /// <summary>Connects a client that is a member of a channel.</summary>
    public async Task<SocketIOTestClient> JoinAsync(string environment, string channel)
    {
        var client = await SocketIOTestClient.ConnectAsync(Url, new { envId = environment, echoMessages = true });
        await client.EmitWithAckAsync("join", new { channel });
        return client;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_isRunning)
        {
            await StopAsync();
        }

        await _app.DisposeAsync();
    }
}
