using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>The WebSockets at other gateways that carry, or are about to carry, sessions of this one.</summary>
internal sealed partial class OwnedRelays(
    EngineServers servers,
    IForwardingClient client,
    IOptions<ForwardingOptions> options,
    TimeProvider timeProvider,
    ILogger<OwnedRelays> logger)
{
    private readonly ForwardingOptions _options = options.Value;
    private readonly ConcurrentDictionary<Guid, Relay> _relays = new();

    public ForwardingStatus Open(RelayRequest request)
    {
        if (!servers.TryGet(request.Sid, out var session))
        {
            return ForwardingStatus.Unknown;
        }

        var connection = new RelayedWebSocketConnection(request.Id, request.Edge, client.Get(request.Edge), _options.MaxCallBytes);
        var relay = new Relay(session, connection);
        _relays[request.Id] = relay;
        relay.Served = ServeAsync(request, session, connection);
        return ForwardingStatus.Done;
    }

    public async Task<ForwardingStatus> ReceiveAsync(RelayInput input)
    {
        if (!_relays.TryGetValue(input.Id, out var relay))
        {
            return ForwardingStatus.Unknown;
        }

        try
        {
            return await relay.Connection.AcceptAsync(input).WaitAsync(_options.CallHold, timeProvider).ConfigureAwait(false)
                ? ForwardingStatus.Done
                : ForwardingStatus.Unknown;
        }
        catch (TimeoutException)
        {
            return ForwardingStatus.Pending;
        }
    }

    /// <summary>The other gateway stops: the client is to connect elsewhere, as when its own gateway stops.</summary>
    public void Drain(Guid id)
    {
        if (!_relays.TryGetValue(id, out var relay))
        {
            return;
        }

        if (relay.Session.TransportName == Transport.WebSocketName)
        {
            relay.Session.Close(DisconnectReason.ServerShutdown);
        }
        else
        {
            // It has not taken over: polling goes on, through whatever gateway.
            relay.Connection.Abort();
        }
    }

    public void LoseAllOf(SiloAddress edge)
    {
        foreach (var (_, relay) in _relays)
        {
            if (relay.Connection.Edge.Equals(edge))
            {
                relay.Connection.Lose();
            }
        }
    }

    /// <summary>Completes when every relay there is now has said goodbye.</summary>
    public Task EndedAsync() => Task.WhenAll(_relays.Values.Select(static relay => relay.Served));

    private async Task ServeAsync(RelayRequest request, EngineSession session, RelayedWebSocketConnection connection)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            // Who the client is was told by the request that opened the session.
            var handshake = new HandshakeRequest { IsTextOnly = request.IsTextOnly };
            await WebSocketTransport.ServeAsync(session.Server, handshake, session, connection).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.RelayFailed(logger, exception, session.Name);
        }

        _relays.TryRemove(request.Id, out _);
        connection.Dispose();
        await connection.TellAsync(isAborted: false).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.LogEvents.RelayFailed, LogLevel.Debug, "The relayed WebSocket of session {Session} failed.")]
        public static partial void RelayFailed(ILogger logger, Exception exception, SessionName session);
    }

    private sealed class Relay(EngineSession session, RelayedWebSocketConnection connection)
    {
        public EngineSession Session { get; } = session;

        public RelayedWebSocketConnection Connection { get; } = connection;

        public Task Served { get; set; } = Task.CompletedTask;
    }
}
