using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>A business silo in this process: joins the cluster and publishes by grain calls, each server one message after the other.</summary>
internal sealed class ServerPublishers : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly RunContext _context;
    private readonly DefunctSilo _silo;
    private readonly CancellationTokenSource _end = new();
    private Task[] _servers = [];

    private ServerPublishers(IHost host, RunContext context, DefunctSilo silo) => (_host, _context, _silo) = (host, context, silo);

    /// <summary>The cluster's grains; null when their silo has been held for dead.</summary>
    public IGrainFactory? Grains => _silo.IsLost ? null : _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Joins the cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="context">The run.</param>
    public static async Task<ServerPublishers> StartAsync(ClusterProcess cluster, RunContext context)
    {
        var builder = Host.CreateApplicationBuilder(
        [
            $"--Cluster:Redis={cluster.Redis}", $"--Cluster:ClusterId={cluster.ClusterId}", $"--Cluster:AdvertisedAddress={cluster.Address}",
            $"--Cluster:SiloPort={Ports.GetFree()}", "--Cluster:ClientPort=0",
        ]);
        builder.Logging.ClearProviders();
        var silo = new DefunctSilo(context);
        builder.UseRealtimeCluster(static _ => { });
        builder.Services.AddSingleton<IFatalErrorHandler>(silo);
        builder.Services.AddRealtimeClient(options =>
        {
            options.Environment = context.Environment;
            options.Timeout = TimeSpan.FromSeconds(30);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new ServerPublishers(host, context, silo);
    }

    /// <summary>Lets servers publish until <see cref="StopAsync"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="channels">Where to.</param>
    /// <param name="random">Chooses the channels.</param>
    public void Start(int count, int[] channels, Random random)
    {
        var client = _host.Services.GetRequiredService<IRealtimeClient>();
        _servers = [.. Enumerable.Range(0, count).Select(number =>
            PublishAsync(client, new Session(string.Create(CultureInfo.InvariantCulture, $"server {number}"), "none"), channels, new Random(random.Next())))];
    }

    /// <summary>Waits for the last answers.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_servers).WaitAsync(StopDeadline);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();

        // One that is held for dead cannot leave in good order.
        using var deadline = new CancellationTokenSource(_silo.IsLost ? TimeSpan.Zero : StopDeadline);
        await _host.StopAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
        _end.Dispose();
    }

    private async Task PublishAsync(IRealtimeClient client, Session server, int[] channels, Random random)
    {
        while (!_end.IsCancellationRequested && !_silo.IsLost)
        {
            await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var channel = channels[random.Next(channels.Length)];
            var publication = _context.Ledger.Publish(server, channel, _context.Now);
            try
            {
                var place = await client.SendAsync(Wire.ChannelName(channel), Wire.MessageEvent, publication.Id);
                publication.Acknowledge(new Position(string.Intern(place.Epoch.ToString("x", CultureInfo.InvariantCulture)), place.Offset), _context.Now);
                _context.Acknowledged();
            }
            catch (Exception exception)
            {
                if (_silo.IsLost)
                {
                    publication.GiveUp();
                }
                else
                {
                    _context.Ledger.Tell($"server: {exception.GetType().Name}");
                    publication.Refuse(exception.Message, _context.Now);
                }
            }
        }
    }
}
