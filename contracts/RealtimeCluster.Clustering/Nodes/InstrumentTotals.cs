using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace RealtimeCluster.Clustering.Nodes;

/// <summary>Sums what this host's counters count, from when somebody first wants to know.</summary>
/// <remarks>Thread-safe. Until <see cref="Start"/> a counter that is added to costs what it costs without it.</remarks>
public sealed class InstrumentTotals : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly FrozenDictionary<string, Total> _totals;
    private int _isStarted;

    /// <summary>Prepares the sums.</summary>
    /// <param name="factory">The meters' factory: instruments of other hosts in this process are left out.</param>
    /// <param name="names">The names of counters of <see cref="long"/>.</param>
    public InstrumentTotals(IMeterFactory factory, params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _totals = names.ToFrozenDictionary(static name => name, static _ => new Total(), StringComparer.Ordinal);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && _totals.TryGetValue(instrument.Name, out var total))
            {
                listener.EnableMeasurementEvents(instrument, total);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, measurement, _, total) => ((Total)total!).Add(measurement));
    }

    /// <summary>The sum of one counter.</summary>
    /// <param name="name">One of the names it was made with.</param>
    public long this[string name] => _totals[name].Value;

    /// <summary>Begins to count; more than once does nothing.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
        {
            _listener.Start();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private sealed class Total
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add(long measurement) => Interlocked.Add(ref _value, measurement);
    }
}
