using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Admin;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.ServerApi;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Says once, when the gateway listens, under which addresses people and programs find what it serves.</summary>
internal sealed partial class StartBanner(
    IServer server,
    IWebHostEnvironment environment,
    EnvironmentRegistry registry,
    IOptions<AdminOptions> admin,
    IOptions<ServerApiOptions> serverApi,
    IHostApplicationLifetime lifetime,
    ILogger<StartBanner> logger) : IHostedService
{
    private CancellationTokenRegistration _started;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _started = lifetime.ApplicationStarted.Register(Say);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _started.Dispose();
        return Task.CompletedTask;
    }

    private void Say()
    {
        var text = new StringBuilder();
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            foreach (var (name, path) in Served())
            {
                text.Append("\n  ").Append(name.PadRight(11)).Append(ToBase(address)).Append(path);
            }
        }

        Log.Listening(logger, text);
    }

    private IEnumerable<(string Name, string Path)> Served()
    {
        if (environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            yield return ("chat", "/");
        }

        yield return ("clients", "/realtime/");
        if (serverApi.Value.Documentation)
        {
            yield return ("server API", "/v1/docs");
        }

        if (admin.Value.Enabled && registry.Current.Administrators.Any())
        {
            yield return ("admin", "/admin/");
        }
    }

    // What can be opened on this machine, for an address that is all of them.
    private static string ToBase(string address) => address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(LogEvents.Listening, LogLevel.Information, "RealtimeCluster listens:{Addresses}")]
        public static partial void Listening(ILogger logger, StringBuilder addresses);
    }
}
