using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Client.Http.Hosting;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>All the ways into one cluster: a business silo in this process, and the others from outside.</summary>
public sealed class OpenDoors(TwoByTwoCluster cluster) : IAsyncLifetime
{
    private readonly Dictionary<string, IDoor> _doors = new(StringComparer.Ordinal);
    private IHost? _businessSilo;
    private ServiceProvider? _outside;
    private SocketIOTestClient? _master;
    private NodeDoor? _node;

    /// <summary>One of them.</summary>
    internal IDoor this[string name] => _doors[name];

    public async Task InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder(
        [
            $"--Cluster:Redis={cluster.Cluster.Redis}", $"--Cluster:ClusterId={cluster.Cluster.ClusterId}", "--Cluster:AdvertisedAddress=127.0.0.1",
            $"--Cluster:SiloPort={Ports.GetFree()}", "--Cluster:ClientPort=0",
        ]);
        builder.Logging.ClearProviders();
        builder.UseRealtimeCluster(static _ => { });
        builder.Services.AddRealtimeClient();
        _businessSilo = builder.Build();
        await _businessSilo.StartAsync();
        _outside = new ServiceCollection()
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build())
            .AddRealtimeHttpClient(options =>
            {
                options.Token = TwoByTwoCluster.ServerToken;
                foreach (var gateway in cluster.GatewayUrls)
                {
                    options.BaseAddresses.Add(gateway);
                }
            })
            .BuildServiceProvider();
        _master = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { accessToken = TwoByTwoCluster.ServerToken });
        _node = NodeDoor.Open(cluster.GatewayUrls, TwoByTwoCluster.ServerToken);
        _doors.Add("grain", new ClientDoor(_businessSilo.Services.GetRequiredService<IRealtimeClient>()));
        _doors.Add("net", new ClientDoor(_outside.GetRequiredService<IRealtimeClient>()));
        _doors.Add("http", new HttpDoor(cluster.GatewayUrls));
        _doors.Add("master", new MasterDoor(_master));
        _doors.Add("node", _node);
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        if (_master is not null)
        {
            await _master.DisposeAsync();
        }

        if (_outside is not null)
        {
            await _outside.DisposeAsync();
        }

        if (_businessSilo is not null)
        {
            await _businessSilo.StopAsync();
            _businessSilo.Dispose();
        }
    }
}
