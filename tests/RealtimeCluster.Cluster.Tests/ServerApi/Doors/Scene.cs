using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>One verb through one door: an environment of its own, and the clients that are there.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="reference">The door by which a test looks at what another one did.</param>
/// <param name="door">The door that is tested.</param>
/// <param name="name">Its name.</param>
/// <param name="environment">The environment.</param>
internal sealed class Scene(TwoByTwoCluster cluster, IDoor reference, IDoor door, string name, string environment) : IAsyncDisposable
{
    private readonly List<SocketIOTestClient> _clients = [];

    public IDoor Reference => reference;

    public IDoor Door => door;

    public string Name => name;

    public string Environment => environment;

    public async Task<SocketIOTestClient> ConnectAsync(int gateway, object auth)
    {
        var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[gateway], auth);
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    public Task<SocketIOTestClient> ConnectUserAsync(int gateway, string userId, string session) =>
        ConnectAsync(gateway, new { envId = environment, session = SessionToken.Create(environment, userId, session) });

    public async Task<SocketIOTestClient> JoinAsync(int gateway, string channel)
    {
        var client = await ConnectAsync(gateway, new { envId = environment });
        await client.EmitWithAckAsync("join", new { channel });
        return client;
    }

    /// <summary>One member on each gateway, in this order.</summary>
    public async Task<SocketIOTestClient[]> JoinBothAsync(string channel) => [await JoinAsync(0, channel), await JoinAsync(1, channel)];

    /// <summary>Comes back as a client that has lost its connection does.</summary>
    public Task<SocketIOTestClient> ResumeAsync(int gateway, SocketIOTestClient former) =>
        ConnectAsync(gateway, new { envId = environment, pid = former.PrivateId, offset = former.Offset });

    public Task<SocketIOTestClient> ResumeUserAsync(int gateway, SocketIOTestClient former, string userId, string session) => ConnectAsync(
        gateway, new { envId = environment, session = SessionToken.Create(environment, userId, session), pid = former.PrivateId, offset = former.Offset });

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
