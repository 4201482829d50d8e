using System.Diagnostics.Metrics;
using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.Diagnostics;

/// <summary>Every instrument of a gateway. Tags come from closed sets, never from ids or names a client chose.</summary>
public sealed class GatewayMetrics : IDisposable
{
    /// <summary>The name of the meter, as an exporter subscribes to it.</summary>
    public const string MeterName = "RealtimeCluster.Gateway";

    private readonly Meter _meter;
    private readonly Counter<long> _sessionsOpened;
    private readonly Counter<long> _sessionsClosed;
    private readonly UpDownCounter<long> _sessions;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public GatewayMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
        _sessionsOpened = _meter.CreateCounter<long>("realtime.gateway.sessions.opened", "{session}", "Sessions opened, by the transport they began with.");
        _sessionsClosed = _meter.CreateCounter<long>("realtime.gateway.sessions.closed", "{session}", "Sessions closed, by reason.");
        _sessions = _meter.CreateUpDownCounter<long>("realtime.gateway.sessions", "{session}", "Sessions that are open.");
    }

    /// <summary>An Engine.IO session was opened.</summary>
    /// <param name="transport">The transport it began with.</param>
    internal void SessionOpened(string transport)
    {
        _sessionsOpened.Add(1, new KeyValuePair<string, object?>("transport", transport));
        _sessions.Add(1);
    }

    /// <summary>An Engine.IO session was closed; a slow consumer is one of the reasons.</summary>
    /// <param name="reason">Why.</param>
    internal void SessionClosed(DisconnectReason reason)
    {
        _sessionsClosed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
        _sessions.Add(-1);
    }

    /// <summary>Disposes of the meter.</summary>
    public void Dispose() => _meter.Dispose();
}
