using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>The WebSockets of this gateway that carry sessions of other ones.</summary>
internal sealed partial class EdgeRelays(
    IOptions<ForwardingOptions> options,
    IOptions<EngineIOOptions> times,
    GatewayMetrics metrics,
    TimeProvider timeProvider,
    ILogger<EdgeRelays> logger)
{
    private readonly TimeSpan _callHold = options.Value.CallHold;
    private readonly ConcurrentDictionary<Guid, EdgeRelay> _relays = new();

    /// <summary>How long the owner may take to answer the client's close frame.</summary>
    public TimeSpan GoodbyePatience { get; } = times.Value.CloseTimeout + TimeSpan.FromSeconds(1);

    /// <summary>How long a client's socket may take nothing of what is written to it.</summary>
    public TimeSpan WriteTimeout { get; } = times.Value.WriteTimeout;

    public TimeProvider TimeProvider => timeProvider;

    /// <summary>Announces a WebSocket to the owner of a session; null when it does not know the session.</summary>
    public async Task<EdgeRelay?> OpenAsync(string sid, bool isTextOnly, SiloAddress owner, SiloAddress self, IForwardingService service)
    {
        var relay = new EdgeRelay(Guid.NewGuid(), owner, service, this);
        _relays[relay.Id] = relay;
        try
        {
            if (await service.OpenRelayAsync(new RelayRequest(relay.Id, sid, self, isTextOnly)).ConfigureAwait(false) == ForwardingStatus.Done)
            {
                return relay;
            }
        }
        catch (Exception exception)
        {
            OnCallFailed(exception, owner);
        }

        _relays.TryRemove(relay.Id, out _);
        return null;
    }

    public async Task<ForwardingStatus> WriteAsync(RelayOutput output)
    {
        if (!_relays.TryGetValue(output.Id, out var relay))
        {
            return ForwardingStatus.Unknown;
        }

        try
        {
            await relay.WriteAsync(output).WaitAsync(_callHold, timeProvider).ConfigureAwait(false);
            return ForwardingStatus.Done;
        }
        catch (TimeoutException)
        {
            return ForwardingStatus.Pending;
        }
        catch (Exception exception)
        {
            Log.RelayFailed(logger, exception);
            return ForwardingStatus.Unknown;
        }
    }

    public void End(Guid id, bool isAborted)
    {
        if (_relays.TryGetValue(id, out var relay))
        {
            relay.LetGo(isAborted);
        }
    }

    /// <summary>A gateway is dead, and its sessions with it.</summary>
    public void AbortAllOf(SiloAddress owner)
    {
        foreach (var (_, relay) in _relays)
        {
            if (relay.Owner.Equals(owner))
            {
                relay.Abort();
            }
        }
    }

    /// <summary>This gateway stops.</summary>
    public void Drain()
    {
        foreach (var (_, relay) in _relays)
        {
            relay.Drain();
        }
    }

    public void Remove(EdgeRelay relay) => _relays.TryRemove(relay.Id, out _);

    public void OnOpened() => metrics.RelayOpened();

    public void OnClosed() => metrics.RelayEnded();

    public void OnCallFailed(Exception exception, SiloAddress owner) => Log.CallFailed(logger, exception, owner);

    private static partial class Log
    {
        [LoggerMessage(LogEvents.RelayWriteFailed, LogLevel.Debug, "Writing to a relayed WebSocket failed.")]
        public static partial void RelayFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogEvents.RelayCallFailed, LogLevel.Debug, "Gateway {Owner} did not answer for a relayed WebSocket.")]
        public static partial void CallFailed(ILogger logger, Exception exception, SiloAddress owner);
    }
}
