using System.Diagnostics.Metrics;

namespace RealtimeCluster.Observability.Management;

/// <summary>Gives the web server of the management port meters of other names: its scrapes and probes are no traffic of the node, and would stand among its figures.</summary>
internal sealed class UnheardMeters : IMeterFactory
{
    private const string Prefix = "Management.";

    private readonly List<Meter> _meters = [];

    /// <inheritdoc />
    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var meter = new Meter(Prefix + options.Name, options.Version, options.Tags, scope: this);
        lock (_meters)
        {
            _meters.Add(meter);
        }

        return meter;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_meters)
        {
            _meters.ForEach(static meter => meter.Dispose());
            _meters.Clear();
        }
    }
}
