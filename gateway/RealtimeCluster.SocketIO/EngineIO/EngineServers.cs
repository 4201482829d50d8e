using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Every Engine.IO server of this process. They share one clock and one bound on inbound memory.</summary>
public sealed partial class EngineServers
{
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    private readonly EngineIOOptions _options;
    private readonly PacketLimitsOptions _limits;
    private readonly InboundMemory _inboundMemory;
    private readonly IClientAddresses _addresses;
    private readonly ISessionPeers _peers;
    private readonly IHandshakeGate _gate;
    private readonly SocketIOMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<EngineServer> _logger;
    private readonly Lock _lock = new();
    private volatile EngineServer[] _servers = [];
    private (int Count, long Bytes) _untold;
    private long _toldAt;

    /// <summary>Creates the registry.</summary>
    /// <param name="options">The times of the transports.</param>
    /// <param name="limits">The sizes.</param>
    /// <param name="inboundMemory">The memory for what comes in.</param>
    /// <param name="addresses">Says where clients are.</param>
    /// <param name="peers">The other processes that clients may reach under the same address.</param>
    /// <param name="gate">Whether new sessions are taken.</param>
    /// <param name="metrics">The gateway's instruments.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log of all servers.</param>
    internal EngineServers(
        IOptions<EngineIOOptions> options,
        IOptions<PacketLimitsOptions> limits,
        InboundMemory inboundMemory,
        IClientAddresses addresses,
        ISessionPeers peers,
        IHandshakeGate gate,
        SocketIOMetrics metrics,
        TimeProvider timeProvider,
        ILogger<EngineServer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(limits);
        _options = options.Value;
        _limits = limits.Value;
        _peers = peers;
        _gate = gate;
        _metrics = metrics;
        _timeProvider = timeProvider;
        _logger = logger;
        _inboundMemory = inboundMemory;
        _addresses = addresses;
        _toldAt = timeProvider.GetTimestamp() - TellInterval.Ticks(timeProvider);
    }

    /// <summary>How many sessions there are.</summary>
    internal int SessionCount => _servers.Sum(static server => server.SessionCount);

    /// <summary>The bytes that wait for all clients, more or less.</summary>
    internal long OutboundBytes => _servers.Sum(static server => server.OutboundBytes);

    /// <summary>The time between two looks at every session's deadlines.</summary>
    internal TimeSpan TickInterval => TimeSpan.FromMilliseconds(Math.Clamp(_options.PingInterval.TotalMilliseconds / 40, 10, 250));

    /// <summary>Creates the server of an application.</summary>
    /// <param name="application">The application.</param>
    public EngineServer Create(IEngineIOApplication application)
    {
        var server = new EngineServer(application, _options, _limits, _inboundMemory, _addresses, _peers, _gate, _metrics, _timeProvider, _logger);
        Add(server);
        return server;
    }

    /// <summary>Closes every session of every server; see <see cref="EngineServer.CloseAllAsync"/>.</summary>
    /// <param name="spread">The window to spread it over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task CloseAllAsync(TimeSpan spread, CancellationToken cancellationToken) =>
        Task.WhenAll(_servers.Select(server => server.CloseAllAsync(spread, cancellationToken)));

    /// <summary>Finds a session of this process, whichever server it is of.</summary>
    internal bool TryGet(string sid, [NotNullWhen(true)] out EngineSession? session)
    {
        foreach (var server in _servers)
        {
            if (server.TryGet(sid, out session))
            {
                return true;
            }
        }

        session = null;
        return false;
    }

    /// <summary>Closes a session of this process, if there is one of that id.</summary>
    internal void Close(string sid, DisconnectReason reason)
    {
        if (TryGet(sid, out var session))
        {
            session.Close(reason);
        }
    }

    internal void BeginClose() => Array.ForEach(_servers, server => server.BeginClose());

    /// <summary>Looks at every session's deadlines, and at how those move who hold memory. Called by one at a time.</summary>
    internal void Tick()
    {
        Array.ForEach(_servers, server => server.Tick());
        var (count, bytes) = _inboundMemory.Tick();
        if (count > 0)
        {
            _metrics.InboundCut(count);
            _untold = (_untold.Count + count, _untold.Bytes + bytes);
        }

        // Now and then: an attack must not fill the log.
        if (_untold.Count > 0 && _timeProvider.GetElapsedTime(_toldAt) >= TellInterval)
        {
            Log.InboundCut(_logger, _untold.Count, _untold.Bytes);
            (_untold, _toldAt) = (default, _timeProvider.GetTimestamp());
        }
    }

    private void Add(EngineServer server)
    {
        lock (_lock)
        {
            _servers = [.. _servers, server];
        }
    }
}
