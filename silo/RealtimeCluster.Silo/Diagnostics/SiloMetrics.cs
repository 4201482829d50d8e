using System.Diagnostics.Metrics;

namespace RealtimeCluster.Silo.Diagnostics;

/// <summary>Every instrument of a silo.</summary>
public sealed class SiloMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeCluster.Silo";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _owners;
    private readonly Counter<long> _events;
    private readonly Counter<long> _mismatches;
    private readonly Counter<long> _successions;
    private readonly Counter<long> _continuityLosses;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public SiloMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
        _owners = _meter.CreateUpDownCounter<long>("realtime.silo.owners", "{owner}", "Channels, broadcasts and user channels this silo owns.");
        _events = _meter.CreateCounter<long>("realtime.silo.events", "{event}", "Events given an offset.");
        _mismatches = _meter.CreateCounter<long>("realtime.silo.term_mismatches", "{batch}", "Batches of gateways that knew a former owner.");
        _successions = _meter.CreateCounter<long>("realtime.silo.successions", "{owner}", "Owners that went on where a former one stopped.");
        _continuityLosses = _meter.CreateCounter<long>("realtime.silo.continuity_losses", "{owner}", "Logs that began a new epoch because continuity could not be proven.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void OwnerStarted() => _owners.Add(1);

    internal void OwnerStopped() => _owners.Add(-1);

    internal void EventsAppended(int count) => _events.Add(count);

    internal void TermMismatched() => _mismatches.Add(1);

    internal void OwnerSucceeded() => _successions.Add(1);

    internal void ContinuityLost() => _continuityLosses.Add(1);
}
