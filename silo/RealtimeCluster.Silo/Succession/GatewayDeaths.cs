using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>When gateways died, as this silo heard of it.</summary>
/// <remarks>
/// A gateway that died together with an owner may have shown its clients events that no other process holds. One that died well
/// before had nothing that the owner did not bring to the others since. Thread-safe.
/// </remarks>
internal sealed class GatewayDeaths(RecoveryTimes times, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>Whether one died so lately that a successor cannot prove continuity.</summary>
    public bool AnyLately
    {
        get
        {
            lock (_lock)
            {
                return _last is { } last && time.GetElapsedTime(last) < times.Suspicion;
            }
        }
    }

    /// <summary>A gateway was declared dead without having said goodbye.</summary>
    public void Add()
    {
        lock (_lock)
        {
            _last = time.GetTimestamp();
        }
    }
}
