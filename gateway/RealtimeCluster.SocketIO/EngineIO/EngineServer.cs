using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The sessions of one application, by their ids, and their common clock.</summary>
public sealed class EngineServer
{
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly IEngineIOApplication _application;
    private readonly SocketIOMetrics _metrics;
    private volatile TaskCompletionSource? _emptied;

    internal EngineServer(
        IEngineIOApplication application,
        EngineIOOptions options,
        PacketLimitsOptions limits,
        InboundMemory inboundMemory,
        IClientAddresses addresses,
        ISessionPeers peers,
        IHandshakeGate gate,
        SocketIOMetrics metrics,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _application = application;
        _metrics = metrics;
        Options = options;
        Limits = limits;
        InboundMemory = inboundMemory;
        Addresses = addresses;
        Peers = peers;
        Gate = gate;
        TimeProvider = timeProvider;
        Logger = logger;
    }

    /// <summary>How many sessions there are, those included that are saying goodbye.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>The bytes that wait for its clients, more or less: read without the sessions' locks, for those who watch.</summary>
    internal long OutboundBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var (_, session) in _sessions)
            {
                bytes += session.Outbound.Bytes;
            }

            return bytes;
        }
    }

    internal SocketIOMetrics Metrics => _metrics;

    internal EngineIOOptions Options { get; }

    internal PacketLimitsOptions Limits { get; }

    internal InboundMemory InboundMemory { get; }

    internal IClientAddresses Addresses { get; }

    internal ISessionPeers Peers { get; }

    internal IHandshakeGate Gate { get; }

    internal TimeProvider TimeProvider { get; }

    internal ILogger Logger { get; }

    internal bool IsStopping => _emptied is not null;

    /// <summary>Refuses new sessions, closes all there are, spread over a window, and waits until they are gone.</summary>
    /// <param name="spread">The window, so that clients do not all come back at the same moment elsewhere.</param>
    /// <param name="cancellationToken">Ends the spreading: what is left is closed at once. The wait ends too.</param>
    public async Task CloseAllAsync(TimeSpan spread, CancellationToken cancellationToken)
    {
        var emptied = Interlocked.CompareExchange(ref _emptied, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null) ?? _emptied;
        try
        {
            await SpreadAsync(spread, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            CloseRest();
        }

        SignalIfEmpty();
        await emptied.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    internal EngineSession Open(HandshakeRequest handshake, Func<EngineSession, Transport> transport)
    {
        var session = new EngineSession(this, handshake, transport);
        session.Start(_application);
        _sessions[session.Sid] = session;
        _metrics.SessionOpened(session.TransportName);
        if (IsStopping)
        {
            session.Close(DisconnectReason.ServerShutdown);
        }

        return session;
    }

    internal bool TryGet(string sid, [NotNullWhen(true)] out EngineSession? session)
    {
        if (_sessions.TryGetValue(sid, out session))
        {
            // The next tick may be too late for a client that asks right after its time was up.
            session.CheckDeadlines();
            return _sessions.ContainsKey(sid);
        }

        return false;
    }

    internal void OnClosed(DisconnectReason reason) => _metrics.SessionClosed(reason.Meaning().Code);

    internal void OnDropped(int count, SlowConsumerPolicy policy) => _metrics.OutboundDropped(count, policy.ToString());

    internal void Remove(EngineSession session)
    {
        if (_sessions.TryRemove(session.Sid, out _))
        {
            SignalIfEmpty();
        }
    }

    internal void Tick()
    {
        foreach (var (_, session) in _sessions)
        {
            session.CheckDeadlines();
        }
    }

    /// <summary>Closes every session at once and returns without waiting for the goodbyes.</summary>
    internal void BeginClose()
    {
        Interlocked.CompareExchange(ref _emptied, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        CloseRest();
    }

    private async Task SpreadAsync(TimeSpan spread, CancellationToken cancellationToken)
    {
        var step = TimeSpan.FromMilliseconds(50);
        var steps = (int)Math.Max(1, spread / step);
        for (var i = 0; i < steps && spread > TimeSpan.Zero && !_sessions.IsEmpty; i++)
        {
            var due = (_sessions.Count + steps - i - 1) / (steps - i);
            foreach (var (_, session) in _sessions)
            {
                if (session.IsOpen && due-- > 0)
                {
                    session.Close(DisconnectReason.ServerShutdown);
                }

                if (due <= 0)
                {
                    break;
                }
            }

            await Task.Delay(step, TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private void CloseRest()
    {
        foreach (var (_, session) in _sessions)
        {
            session.Close(DisconnectReason.ServerShutdown);
        }
    }

    private void SignalIfEmpty()
    {
        if (_sessions.IsEmpty)
        {
            _emptied?.TrySetResult();
        }
    }
}
