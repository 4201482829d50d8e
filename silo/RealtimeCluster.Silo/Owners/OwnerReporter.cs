using System.Diagnostics.Metrics;
using RealtimeCluster.Clustering.Nodes;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Says how many logs this silo owns and how many events it has ordered.</summary>
internal sealed class OwnerReporter(OwnerRegistry owners, IMeterFactory meters) : IOwnerReporter, IDisposable
{
    private const string Events = "realtime.silo.events";

    private readonly InstrumentTotals _totals = new(meters, Events);

    public OwnerReport Report()
    {
        _totals.Start();
        var (logs, channels) = owners.Count();
        return new OwnerReport { ChannelCount = channels, LogCount = logs, EventCount = _totals[Events] };
    }

    public void Dispose() => _totals.Dispose();
}
