using System.Diagnostics.Metrics;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Diagnostics;

/// <summary>Every instrument of a silo.</summary>
public sealed class SiloMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeCluster.Silo";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _owners;
    private readonly UpDownCounter<long> _members;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _events;
    private readonly Counter<long> _mismatches;
    private readonly Counter<long> _successions;
    private readonly Counter<long> _continuityLosses;
    private readonly Counter<long> _snapshots;
    private readonly Counter<long> _snapshotBytes;
    private readonly Counter<long> _snapshotLoads;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">The factory of the host.</param>
    public SiloMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _meter = meterFactory.Create(MeterName);
        _owners = _meter.CreateUpDownCounter<long>("realtime.silo.owners", "{owner}", "Channels, broadcasts and user channels this silo owns, by kind.");
        _members = _meter.CreateUpDownCounter<long>("realtime.silo.members", "{member}", "Members of the channels this silo owns, those in their grace included.");
        _moves = _meter.CreateCounter<long>("realtime.silo.owner_moves", "{owner}", "Owners that moved from this silo to another one that joined or came back.");
        _events = _meter.CreateCounter<long>("realtime.silo.events", "{event}", "Events given an offset.");
        _mismatches = _meter.CreateCounter<long>("realtime.silo.term_mismatches", "{batch}", "Batches of gateways that knew a former owner.");
        _successions = _meter.CreateCounter<long>("realtime.silo.successions", "{owner}", "Owners that went on where a former one stopped.");
        _continuityLosses = _meter.CreateCounter<long>("realtime.silo.continuity_losses", "{owner}", "Logs that began a new epoch because continuity could not be proven.");
        _snapshots = _meter.CreateCounter<long>("realtime.silo.snapshots", "{snapshot}", "Writes of logs and session shards to grain storage, by outcome.");
        _snapshotBytes = _meter.CreateCounter<long>("realtime.silo.snapshot_bytes", "By", "Bytes of events, profiles and sessions written to grain storage.");
        _snapshotLoads = _meter.CreateCounter<long>("realtime.silo.snapshot_loads", "{snapshot}", "Reads from grain storage by owners and shards that nobody else could tell anything, by outcome.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void OwnerStarted(ChannelKind kind) => _owners.Add(1, TagOf(kind));

    internal void OwnerStopped(ChannelKind kind) => _owners.Add(-1, TagOf(kind));

    internal void OwnerMoved() => _moves.Add(1);

    internal void MembersChanged(int change) => _members.Add(change);

    internal void EventsAppended(long count)
    {
        if (count > 0)
        {
            _events.Add(count);
        }
    }

    internal void TermMismatched() => _mismatches.Add(1);

    internal void OwnerSucceeded() => _successions.Add(1);

    internal void ContinuityLost() => _continuityLosses.Add(1);

    internal void SnapshotWritten(WriteOutcome outcome, long bytes)
    {
        _snapshots.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
        {
            WriteOutcome.Written => "written",
            WriteOutcome.TimedOut => "timed_out",
            WriteOutcome.Superseded => "superseded",
            _ => "failed",
        }));
        _snapshotBytes.Add(bytes);
    }

    internal void SnapshotLoaded(string outcome) => _snapshotLoads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static KeyValuePair<string, object?> TagOf(ChannelKind kind) => new("kind", kind switch
    {
        ChannelKind.Channel => "channel",
        ChannelKind.Broadcast => "broadcast",
        _ => "user",
    });

    /// <summary>Shows how many logs rest.</summary>
    /// <param name="count">How many there are.</param>
    internal void ObserveResting(Func<int> count) =>
        _meter.CreateObservableGauge("realtime.silo.resting_logs", count, "{log}", "Logs that nobody uses and of which only the events are kept: their owners ended since too many were idle.");

    /// <summary>Shows how far storage is behind.</summary>
    /// <param name="lag">The age in seconds of the oldest change that was not written.</param>
    /// <param name="waiting">How many logs and shards have such changes.</param>
    internal void ObserveDurability(Func<double> lag, Func<int> waiting)
    {
        _meter.CreateObservableGauge("realtime.silo.durability_lag", lag, "s", "Age of the oldest change that is not in grain storage yet.");
        _meter.CreateObservableGauge("realtime.silo.snapshots_waiting", waiting, "{snapshot}", "Logs and session shards with changes that are not in grain storage yet.");
    }
}
