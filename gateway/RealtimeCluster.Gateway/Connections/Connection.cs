using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.EngineIO;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Events;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.SocketIO;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>One live client: who it is, what it shows, which channels it is in.</summary>
/// <remarks>
/// Its events are handled one at a time, in the order received, so what only they touch needs no lock. Deliveries come from the
/// gateway's stream at any time and touch only the outbound side.
/// </remarks>
internal sealed class Connection : EventReceiver, INamespaceHandler, IGrantedConnection, IDisposable
{
    private readonly ConnectionServices _services;
    private readonly CancellationTokenSource _closed = new();
    private readonly JoinedChannels _channels = new();
    private NamespaceSession? _session;
    private EngineSession? _engine;
    private volatile bool _isClosed;
    private int _isRevoked;

    public Connection(string id, ConnectionGrant? grant, ConnectionServices services)
    {
        Id = id;
        Grant = grant;
        Closed = _closed.Token;
        _services = services;
        MissesBySubject = grant?.SlowConsumers == SlowConsumerPolicy.Conflate;
    }

    /// <summary>The id on the wire: the Socket.IO sid.</summary>
    public override string Id { get; }

    /// <summary>What its credentials allow; <see langword="null"/> for a server's connection.</summary>
    public ConnectionGrant? Grant { get; }

    public override Payload? Profile { get; set; }

    /// <summary>The channels it asked to be in, in the order of joining. Only its own events and its end touch them.</summary>
    public JoinedChannels Channels => _channels;

    public override bool IsClosed => _isClosed;

    /// <summary>Cancelled when it is gone.</summary>
    public CancellationToken Closed { get; }

    /// <summary>The name of its transport now.</summary>
    public string TransportName => _session?.Engine.TransportName ?? "none";

    public void OnConnected(NamespaceSession session)
    {
        _session = session;
        _engine = session.Engine;
        session.Engine.SetSlowConsumerPolicy(Grant?.SlowConsumers ?? SlowConsumerPolicy.Close);
        _services.Registry.Register(this);
        _services.Attachments.Start(this);
        _services.Metrics.ConnectionOpened();
    }

    public ValueTask OnEventAsync(ReceivedEvent received) => _services.Dispatcher.DispatchAsync(this, received);

    public void OnDisconnected(DisconnectReason reason)
    {
        _isClosed = true;
        _closed.Cancel();
        if (_session is not null)
        {
            _services.Registry.Unregister(this);
            _services.Metrics.ConnectionClosed(reason);
        }

        foreach (var channel in _channels.Snapshot())
        {
            // The last profile goes with the leave: the owner has it.
            _services.Uplinks.Enqueue(channel, new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = Id });
        }

        _services.Attachments.Stop(this);
        Dispose();
    }

    // Past the layers between, whose state says no more than this connection's own.
    public override void Enqueue(OutboundMessage message)
    {
        if (!_isClosed)
        {
            _engine?.Enqueue(message);
        }
    }

    public override void Flush() => _engine?.Flush();

    /// <summary>Sends one message at once.</summary>
    public void Send(OutboundMessage message)
    {
        Enqueue(message);
        Flush();
    }

    /// <summary>Answers an event of this connection that asked for an acknowledgement.</summary>
    public void Acknowledge(long ackId, ReadOnlySpan<byte> argumentsJson, IReadOnlyList<byte[]> attachments)
    {
        if (!IsClosed)
        {
            _session?.Acknowledge(ackId, argumentsJson, attachments);
        }
    }

    /// <summary>Tells the client why, then disconnects it for good.</summary>
    public void Disconnect(string code, string text)
    {
        Send(EventReplies.Exception(code, text, eventName: default, channel: null));
        _session?.Disconnect(closeTransport: true);
    }

    public void Revoke(Refusal reason)
    {
        if (Interlocked.Exchange(ref _isRevoked, 1) == 0)
        {
            _services.Metrics.ConnectionRevoked();
            Disconnect(reason.Code, reason.Message);
        }
    }

    public void Dispose() => _closed.Dispose();
}
