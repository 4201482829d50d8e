using System.Diagnostics.Metrics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Diagnostics;

/// <summary>Every instrument of a gateway. Tags come from closed sets, never from ids or names a client chose.</summary>
public sealed class GatewayMetrics : IDisposable
{
    /// <summary>The name of the meter, as an exporter subscribes to it.</summary>
    public const string MeterName = "RealtimeCluster.Gateway";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _disconnects;
    private readonly Counter<long> _refusedConnects;
    private readonly Counter<long> _refusedCredentials;
    private readonly UpDownCounter<long> _waitingConnects;
    private readonly Counter<long> _revocations;
    private readonly Counter<long> _received;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _flushed;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _resumes;
    private readonly Counter<long> _repeatedAsks;
    private readonly Counter<long> _recoveryGaps;
    private readonly Counter<long> _unsaved;
    private readonly Counter<long> _forwarded;
    private readonly UpDownCounter<long> _relayed;
    private readonly Counter<long> _uplinkCommands;
    private readonly Counter<long> _uplinkRetries;
    private readonly Histogram<double> _uplinkDuration;
    private readonly Counter<long> _uplinkWaits;
    private readonly Counter<long> _uplinkMismatches;
    private readonly Counter<long> _uplinkGivenUp;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    /// <param name="time">The clock that latencies are read from; the system's if there is none.</param>
    public GatewayMetrics(IMeterFactory meterFactory, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _time = time ?? TimeProvider.System;
        _meter = meterFactory.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<long>("realtime.gateway.connections", "{connection}", "Live connections.");
        _disconnects = _meter.CreateCounter<long>("realtime.gateway.disconnects", "{connection}", "Connections that ended, by reason.");
        _refusedConnects = _meter.CreateCounter<long>("realtime.gateway.refused_connects", "{connection}", "Connects that were refused, by code.");
        _refusedCredentials = _meter.CreateCounter<long>("realtime.gateway.refused_credentials", "{credential}", "API keys and server tokens that were wrong or, after too many of them, not looked at, by door and outcome.");
        _waitingConnects = _meter.CreateUpDownCounter<long>("realtime.gateway.waiting_connects", "{connection}", "Connects that wait to be let in.");
        _revocations = _meter.CreateCounter<long>("realtime.gateway.revocations", "{connection}", "Connections ended because their credentials did.");
        _received = _meter.CreateCounter<long>("realtime.gateway.events_received", "{event}", "Events received from clients.");
        _refused = _meter.CreateCounter<long>("realtime.gateway.events_refused", "{event}", "Events of clients that were refused.");
        _ignored = _meter.CreateCounter<long>("realtime.gateway.events_ignored", "{event}", "Events of clients that mean nothing to the server.");
        _delivered = _meter.CreateCounter<long>("realtime.gateway.deliveries", "{event}", "Events appended to the output of a connection.");
        _flushed = _meter.CreateCounter<long>("realtime.gateway.flushes", "{flush}", "Connections flushed at the end of a batch.");
        _latency = _meter.CreateHistogram("realtime.gateway.delivery_latency", "s", "From the moment a message was published, on whichever node, until it went to the sockets here; once for each message and gateway.", tags: null, Seconds);
        _duplicates = _meter.CreateCounter<long>("realtime.gateway.duplicates", "{event}", "Events that came twice and were skipped.");
        _gaps = _meter.CreateCounter<long>("realtime.gateway.gaps", "{event}", "Events that did not come in their turn and were asked for.");
        _stale = _meter.CreateCounter<long>("realtime.gateway.stale", "{event}", "Events of owners that had been succeeded.");
        _resumes = _meter.CreateCounter<long>("realtime.gateway.resumes", "{connection}", "Connections that asked to be resumed, by outcome.");
        _repeatedAsks = _meter.CreateCounter<long>("realtime.gateway.resumes_asked_again", "{connection}", "Connections whose logs were asked for again because some had not come.");
        _recoveryGaps = _meter.CreateCounter<long>("realtime.gateway.recovery_gaps", "{channel}", "Channels of which clients that came back were told what is missing, since it was more than is sent again.");
        _unsaved = _meter.CreateCounter<long>("realtime.gateway.sessions_unsaved", "{session}", "Sessions let in before the silos had a copy.");
        _forwarded = _meter.CreateCounter<long>("realtime.gateway.forwarded_requests", "{request}", "Requests for sessions of other gateways, by kind.");
        _relayed = _meter.CreateUpDownCounter<long>("realtime.gateway.relayed_websockets", "{websocket}", "WebSockets open here that carry sessions of other gateways.");
        _uplinkCommands = _meter.CreateCounter<long>("realtime.uplink.commands", "{command}", "Commands answered by owners.");
        _uplinkRetries = _meter.CreateCounter<long>("realtime.uplink.retries", "{call}", "Calls to owners that were repeated.");
        _uplinkDuration = _meter.CreateHistogram("realtime.uplink.duration", "s", "From the moment a batch left for its owner until it was answered, repetitions included.", tags: null, Seconds);
        _uplinkWaits = _meter.CreateCounter<long>("realtime.uplink.waits", "{command}", "Commands that waited because an uplink was full.");
        _uplinkMismatches = _meter.CreateCounter<long>("realtime.uplink.term_mismatches", "{call}", "Calls that met a new owner.");
        _uplinkGivenUp = _meter.CreateCounter<long>("realtime.uplink.given_up", "{command}", "Commands that could not be sent or that their owner could not handle; their senders were told.");
    }

    /// <summary>Disposes of the meter.</summary>
    public void Dispose() => _meter.Dispose();

    internal void ConnectionOpened() => _connections.Add(1);

    internal void ConnectionClosed(DisconnectMeaning meaning)
    {
        _connections.Add(-1);
        _disconnects.Add(1, new KeyValuePair<string, object?>("reason", meaning.Code));
    }

    internal void ConnectionRefused(string code) => _refusedConnects.Add(1, new KeyValuePair<string, object?>("code", code));

    internal void CredentialRefused(string door, string outcome) => _refusedCredentials.Add(
        1, new KeyValuePair<string, object?>("door", door), new KeyValuePair<string, object?>("outcome", outcome));

    internal void AdmissionWaiting(int change) => _waitingConnects.Add(change);

    internal void ConnectionRevoked() => _revocations.Add(1);

    internal void EventReceived() => _received.Add(1);

    internal void EventRefused() => _refused.Add(1);

    internal void EventIgnored() => _ignored.Add(1);

    internal void Delivered(int count) => _delivered.Add(count);

    internal void Flushed(int count) => _flushed.Add(count);

    /// <summary>Whether anybody wants to know of latencies.</summary>
    internal bool MeasuresLatency => _latency.Enabled;

    /// <summary>Messages went to their sockets.</summary>
    /// <param name="published">When they were published, see <see cref="PublishTime"/>.</param>
    internal void Published(ReadOnlySpan<long> published)
    {
        var now = PublishTime.Now(_time);
        foreach (var time in published)
        {
            _latency.Record(PublishTime.SecondsBetween(time, now));
        }
    }

    internal void DuplicateSkipped() => _duplicates.Add(1);

    internal void GapSeen(long count) => _gaps.Add(count);

    internal void StaleSkipped(int count) => _stale.Add(count);

    internal void ConnectionResumed(string outcome) => _resumes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void RecoveryIncomplete(int gapCount) => _recoveryGaps.Add(gapCount);

    internal void ResumeAskedAgain() => _repeatedAsks.Add(1);

    internal void SessionUnsaved() => _unsaved.Add(1);

    internal void RequestForwarded(string kind) => _forwarded.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void RelayOpened() => _relayed.Add(1);

    internal void RelayEnded() => _relayed.Add(-1);

    internal void UplinkAnswered(int count, TimeSpan duration)
    {
        _uplinkCommands.Add(count);
        _uplinkDuration.Record(duration.TotalSeconds);
    }

    internal void UplinkRetried() => _uplinkRetries.Add(1);

    internal void UplinkWaited() => _uplinkWaits.Add(1);

    internal void UplinkMismatched() => _uplinkMismatches.Add(1);

    internal void UplinkGivenUp(int count) => _uplinkGivenUp.Add(count);

    /// <summary>Shows what is read when somebody looks.</summary>
    internal void Observe(GaugeSources sources)
    {
        _meter.CreateObservableGauge("realtime.gateway.channels", sources.Channels, "{channel}", "Channels, broadcasts and user channels that connections here receive.");
        _meter.CreateObservableGauge("realtime.gateway.inbox_waiting", sources.InboxBatches, "{batch}", "Batches from silos that wait to be delivered; 64 are the most, then silos wait.");
        _meter.CreateObservableGauge("realtime.uplink.waiting", sources.UplinkCommands, "{command}", "Commands that wait for owners.");
        _meter.CreateObservableGauge("realtime.uplink.waiting_bytes", sources.UplinkBytes, "By", "Bytes of the commands that wait for owners.");
    }
}
