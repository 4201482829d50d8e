using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Gathers the places that the events of a batch were given. Thread-safe.</summary>
internal sealed class PublishTally(int count)
{
    private readonly Lock _lock = new();
    private readonly StreamPosition?[] _places = new StreamPosition?[count];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = count;

    /// <summary>Completes when every event has its place.</summary>
    public Task Completion => _complete.Task;

    /// <summary>An owner answered, or will not; told once for each event.</summary>
    /// <param name="index">The event.</param>
    /// <param name="place">Its place; <see langword="null"/> when nobody knows of one.</param>
    public void Note(int index, StreamPosition? place)
    {
        lock (_lock)
        {
            _places[index] = place;
            if (--_missing == 0)
            {
                _complete.TrySetResult();
            }
        }
    }

    /// <summary>Some are not sent and get no place.</summary>
    /// <param name="skippedCount">How many.</param>
    public void Skip(int skippedCount)
    {
        lock (_lock)
        {
            _missing -= skippedCount;
            if (_missing == 0)
            {
                _complete.TrySetResult();
            }
        }
    }

    /// <summary>The places so far.</summary>
    public StreamPosition?[] ToArray()
    {
        lock (_lock)
        {
            return [.. _places];
        }
    }
}
