using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.SocketIO.Namespaces;
using RealtimeCluster.Testing.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Connections;

/// <summary>A gateway without a cluster that clients can connect to.</summary>
internal sealed class ConnectedGateway : IAsyncDisposable
{
    private const long Epoch = 1;

    private readonly ProtocolServer _server;
    private readonly Dictionary<ChannelKey, long> _offsets = [];
    private readonly List<RawWebSocket> _clients = [];

    private ConnectedGateway(TestGateway gateway, FakeOwner owner)
    {
        Gateway = gateway;
        Owner = owner;
        _server = new ProtocolServer(services => services.AddSingleton(gateway.Get<RealtimeApplication>()), static app => app.UseSocketIO<RealtimeApplication>("/realtime/"));
    }

    public TestGateway Gateway { get; }

    /// <summary>The owner of every log.</summary>
    public FakeOwner Owner { get; }

    public static async Task<ConnectedGateway> StartAsync(string configuration = """{"Realtime":{"OpenEnvironments":true}}""")
    {
        var owner = new FakeOwner(Epoch, refusals: 0);
        var gateway = new ConnectedGateway(new TestGateway(owner, new FakeShard(), configuration, membershipGap: TimeSpan.Zero), owner);
        await gateway._server.InitializeAsync();
        return gateway;
    }

    /// <summary>A client that is let in, and its connection.</summary>
    /// <param name="auth">What it shows.</param>
    public async Task<(RawWebSocket Client, Connection Connection)> ConnectAsync(string auth)
    {
        var client = await _server.OpenedAsync("/realtime/");
        _clients.Add(client);
        await client.SendAsync("40" + auth);
        var answer = await client.ReceiveAsync();
        Assert.StartsWith("40{\"sid\":\"", answer, StringComparison.Ordinal);
        var id = answer.Split('"')[3];
        Assert.True(Gateway.Get<ConnectionRegistry>().TryGet(id, out var connection));
        return (client, connection);
    }

    /// <summary>What the stream brings: a message in one of the logs.</summary>
    /// <param name="log">The log.</param>
    /// <param name="eventName">The message's name.</param>
    public void Deliver(ChannelKey log, string eventName)
    {
        var offset = _offsets[log] = _offsets.GetValueOrDefault(log) + 1;
        Gateway.Get<EventFanOut>().Deliver([new Envelope
        {
            Channel = log,
            Epoch = Epoch,
            Term = Epoch,
            LastOffset = offset,
            Events = [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = offset, EventName = EventName.ToToken(eventName) }],
        }]);
    }

    public async ValueTask DisposeAsync()
    {
        // A server that stops waits for clients that are still there.
        _clients.ForEach(static client => client.Dispose());
        await _server.DisposeAsync();
        await Gateway.DisposeAsync();
    }
}
