using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace RealtimeCluster.Observability.Management;

/// <summary>Serves the management port, by a web server of its own: nothing of it is ever on the port for clients, and a silo has no other.</summary>
/// <remarks>It listens before anything else of the host starts and until everything else has stopped, so that both can be watched.</remarks>
internal sealed partial class ManagementServer(
    IOptions<ManagementOptions> options,
    HealthProbes probes,
    IServiceProvider services,
    ILoggerFactory loggerFactory,
    ILogger<ManagementServer> logger) : IHostedLifecycleService, IAsyncDisposable
{
    // A scraper and a few probes.
    private const int MaxConnections = 100;

    private WebApplication? _app;

    /// <summary>Where it listens; <see langword="null"/> while it does not.</summary>
    public Uri? Url { get; private set; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port is not { } port)
        {
            return;
        }

        _app = Build(new IPEndPoint(IPAddress.Parse(options.Value.Address), port));
        await _app.StartAsync(cancellationToken);
        Url = new Uri(_app.Urls.Single());
        Log.Listens(logger, Url);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_app is { } app)
        {
            Url = null;
            await app.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }
    }

    private WebApplication Build(IPEndPoint endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(endpoint, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton<IMeterFactory, UnheardMeters>();

        // The process has one host that signals end and that says when it has started; this is part of it.
        builder.Services.AddSingleton<IHostLifetime, PartOfHost>();
        var app = builder.Build();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            services.GetRequiredService<MeterProvider>(),
            predicate: null,
            path: "/metrics",
            configureBranchedPipeline: null,
            optionsName: null);
        app.Run(probes.AnswerAsync);
        return app;
    }

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.LogEvents.ManagementListens, LogLevel.Information, "Metrics and probes are at {Url}.")]
        public static partial void Listens(ILogger logger, Uri url);
    }

    private sealed class PartOfHost : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
