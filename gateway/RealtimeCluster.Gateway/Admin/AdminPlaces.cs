using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Bounds how many requests of administrators are worked on at a time. Strangers take no place: they are turned away before.</summary>
internal sealed class AdminPlaces(IOptions<AdminOptions> options)
{
    private readonly int _max = options.Value.MaxRequests;
    private int _taken;

    /// <summary>Takes a place until it is disposed of; null if there is none.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= _max)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(AdminPlaces places) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref places._taken);
    }
}
