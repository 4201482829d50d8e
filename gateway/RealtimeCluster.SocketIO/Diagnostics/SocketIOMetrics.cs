using System.Diagnostics.Metrics;

namespace RealtimeCluster.SocketIO.Diagnostics;

/// <summary>The instruments of these layers. Tags come from closed sets, never from ids or names a client chose.</summary>
public sealed class SocketIOMetrics : IDisposable
{
    /// <summary>The name of the meter, as an exporter subscribes to it.</summary>
    public const string MeterName = "RealtimeCluster.SocketIO";

    private readonly Meter _meter;
    private readonly Counter<long> _sessionsOpened;
    private readonly Counter<long> _sessionsClosed;
    private readonly UpDownCounter<long> _sessions;
    private readonly Counter<long> _receivedBytes;
    private readonly Counter<long> _sentBytes;
    private readonly Counter<long> _inboundCut;
    private readonly Counter<long> _dropped;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public SocketIOMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
        _sessionsOpened = _meter.CreateCounter<long>("realtime.gateway.sessions.opened", "{session}", "Sessions opened, by the transport they began with.");
        _sessionsClosed = _meter.CreateCounter<long>("realtime.gateway.sessions.closed", "{session}", "Sessions closed, by reason.");
        _sessions = _meter.CreateUpDownCounter<long>("realtime.gateway.sessions", "{session}", "Sessions that are open.");
        _receivedBytes = _meter.CreateCounter<long>("realtime.gateway.received_bytes", "By", "Bytes of the packets received from clients, without the transport's framing.");
        _sentBytes = _meter.CreateCounter<long>("realtime.gateway.sent_bytes", "By", "Bytes given to transports for clients.");
        _inboundCut = _meter.CreateCounter<long>("realtime.gateway.inbound_cut", "{client}", "Connections and requests that were cut since they held inbound memory for which others waited, and sent too slowly.");
        _dropped = _meter.CreateCounter<long>("realtime.gateway.outbound_dropped", "{event}", "Events that a slow client misses, by policy.");
    }

    /// <summary>Disposes of the meter.</summary>
    public void Dispose() => _meter.Dispose();

    internal void SessionOpened(string transport)
    {
        _sessionsOpened.Add(1, new KeyValuePair<string, object?>("transport", transport));
        _sessions.Add(1);
    }

    internal void SessionClosed(string reason)
    {
        _sessionsClosed.Add(1, new KeyValuePair<string, object?>("reason", reason));
        _sessions.Add(-1);
    }

    internal void BytesReceived(int count) => _receivedBytes.Add(count);

    internal void BytesSent(long count) => _sentBytes.Add(count);

    internal void InboundCut(int count) => _inboundCut.Add(count);

    internal void OutboundDropped(int count, string policy) => _dropped.Add(count, new KeyValuePair<string, object?>("policy", policy));

    /// <summary>Shows what is read when somebody looks.</summary>
    internal void Observe(GaugeSources sources)
    {
        _meter.CreateObservableGauge("realtime.gateway.inbound_bytes", sources.InboundBytes, "By", "Bytes of unfinished packets and bodies of clients that are held, beyond what is small.");
        _meter.CreateObservableGauge("realtime.gateway.inbound_waiting", sources.InboundWaiting, "{client}", "Connections and requests that wait for inbound memory.");
        _meter.CreateObservableGauge("realtime.gateway.outbound_waiting_bytes", sources.OutboundBytes, "By", "Bytes that wait for clients to take them.");
        _meter.CreateObservableGauge("realtime.gateway.draining", sources.Draining, "{gateway}", "1 while the gateway empties itself of sessions before it stops, else 0.");
    }
}
