using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>One gateway: its real fan-out and replicas, a stream that brings envelopes in order, an uplink with one batch in flight for each log.</summary>
internal sealed class ModelGateway : IEventReceivers, IOwnerCaller, IJoinedConnections
{
    private static readonly GatewayMetrics Metrics =
        new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider().GetRequiredService<GatewayMetrics>();

    private readonly Dictionary<string, ModelConnection> _connections = [];
    private readonly Dictionary<string, (ModelConnection Connection, bool IsYielded)> _gone = [];
    private readonly EventFanOut _fanOut;
    private readonly LocalHoldings _holdings;
    private readonly LocalChannelIndex _index;
    private readonly MissedJoins _missed;

    public ModelGateway(int port, int generation, FakeTimeProvider time)
    {
        var address = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), generation);
        Id = new GatewayId(address);
        _index = new LocalChannelIndex(Options.Create(new RecoveryOptions()), RecoveryTimes.Default, time);
        var self = new ModelSilo(address);
        _holdings = new LocalHoldings(_index, self);
        var sets = new PositionSets();
        var packets = Options.Create(new PacketLimitsOptions());
        var flushes = new FlushList(time, NullLogger<FlushList>.Instance);
        _missed = new MissedJoins(this, this, _index);
        _fanOut = new EventFanOut(_index, this, _missed, sets, new Rewinds(flushes, sets, Options.Create(new LimitsOptions()), packets), new Resumptions(this, sets, Metrics), self, flushes, packets, Metrics, NullLogger<EventFanOut>.Instance);
        Time = time;
    }

    public GatewayId Id { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>Whether it stands still: it takes nothing, sends nothing, and does not know.</summary>
    public bool IsHung { get; private set; }

    private readonly List<ModelConnection> _unheardYields = [];

    /// <summary>It stands still.</summary>
    public void Hang() => IsHung = true;

    /// <summary>It goes on where it stood still, with all that it was told meanwhile.</summary>
    public void Wake()
    {
        IsHung = false;
        _unheardYields.ForEach(Yield);
        _unheardYields.Clear();
    }

    /// <summary>How much its stream has brought.</summary>
    public long DeliveredCount { get; private set; }

    /// <summary>What waits on its stream.</summary>
    public Queue<Envelope> Stream { get; } = new();

    public Dictionary<ChannelKey, ModelUplink> Uplinks { get; } = [];

    public ModelUplink Uplink(ChannelKey channel)
    {
        if (!Uplinks.TryGetValue(channel, out var uplink))
        {
            uplink = new ModelUplink(Id, Time);
            Uplinks.Add(channel, uplink);
        }

        return uplink;
    }

    public void Register(ModelConnection connection) => _connections[connection.Id] = connection;

    public void Unregister(ModelConnection connection)
    {
        if (_connections.TryGetValue(connection.Id, out var known) && ReferenceEquals(known, connection))
        {
            _connections.Remove(connection.Id);
        }
    }

    /// <summary>A client is gone without a goodbye.</summary>
    public void PutAway(ModelConnection connection)
    {
        Unregister(connection);
        _gone[connection.Id] = (connection, IsYielded: false);
    }

    /// <summary>Another connection, here or elsewhere, goes on with a session.</summary>
    public void Yield(ModelConnection connection)
    {
        if (IsHung)
        {
            _unheardYields.Add(connection);
            return;
        }

        connection.Close();
        connection.Held = null;
        connection.IsOver = true;
        Unregister(connection);
        if (!_gone.TryGetValue(connection.Id, out var gone) || gone.Connection.Generation <= connection.Generation)
        {
            _gone[connection.Id] = (connection, IsYielded: true);
        }
    }

    /// <summary>Tells the owners, after a while, of those who yielded or went away and did not come back here.</summary>
    public void LeaveForGone()
    {
        foreach (var (id, gone) in _gone.Where(pair => !_connections.ContainsKey(pair.Key)))
        {
            foreach (var channel in gone.Connection.Channels.Snapshot())
            {
                Uplink(channel).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = id, Generation = gone.Connection.Generation });
            }
        }
    }

    public bool TryGet(string id, [NotNullWhen(true)] out EventReceiver? receiver)
    {
        var isFound = _connections.TryGetValue(id, out var connection);
        receiver = connection;
        return isFound;
    }

    public void Deliver()
    {
        if (Stream.TryDequeue(out var envelope))
        {
            DeliveredCount++;
            _fanOut.Deliver([envelope]);
        }
    }

    public GatewayAssertion Describe(ChannelKey channel, long term)
    {
        var acknowledged = Uplink(channel).Fence(term);
        return Testimony.Of(_holdings.Describe(channel, term), acknowledged);
    }

    public GatewayAssertion Holdings(ChannelKey channel) => _holdings.Describe(channel, term: 0);

    public ChannelEvent[] ReadTail(ChannelKey channel, long from, long to) => _holdings.ReadTail(channel, from, to);

    public EndedSession[] FindDeparted(ChannelKey channel) => _holdings.FindDeparted(channel);

    public void Ask(ChannelKey channel) => Uplink(channel).MustAssert = true;

    public void FindIn(IReadOnlySet<ChannelKey> channels, Action<ChannelKey, EventReceiver> onFound)
    {
        foreach (var connection in _connections.Values.Where(static connection => !connection.IsClosed).ToArray())
        {
            foreach (var channel in connection.Channels.Intersect(channels))
            {
                onFound(channel, connection);
            }
        }
    }

    /// <summary>Looks once for joins that its owners applied and that never came.</summary>
    public void LookForMissedJoins() => _missed.Look();
}
