namespace RealtimeCluster.Clustering.Batches;

/// <summary>What waits to be sent in batches, in the order it came. Bounded in count and bytes.</summary>
/// <remarks>Not thread-safe, but <see cref="Count"/> and <see cref="Bytes"/> may be read at any time, more or less exactly, by those who watch.</remarks>
/// <typeparam name="T">What waits.</typeparam>
/// <param name="bounds">How much may wait, and how much of it goes at once.</param>
/// <param name="sizeOf">The bytes of one item.</param>
public class BatchQueue<T>(BatchBounds bounds, Func<T, long> sizeOf)
{
    private readonly Queue<T> _waiting = new();
    private TaskCompletionSource? _room;
    private long _bytes;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>The bytes of those that wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What waits, in order.</summary>
    public IEnumerable<T> Waiting => _waiting;

    /// <summary>Completes when there may be room, which <see cref="ReleaseRoom"/> says.</summary>
    public Task WhenRoom => (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Whether an item must wait for room. One of any size passes when nothing else waits, or it would never go.</summary>
    /// <param name="item">The item.</param>
    public bool IsFullFor(T item) => _waiting.Count > 0 && (_waiting.Count >= bounds.MaxCount || _bytes + sizeOf(item) > bounds.MaxBytes);

    /// <summary>Puts an item behind those that wait, whether or not there is room: that is the caller's to ask.</summary>
    /// <param name="item">The item.</param>
    public virtual void Enqueue(T item)
    {
        _waiting.Enqueue(item);
        _bytes += sizeOf(item);
    }

    /// <summary>Takes the items of the next batch; empty when nothing waits.</summary>
    public virtual T[] TakeBatch()
    {
        var count = 0;
        var bytes = 0L;
        foreach (var item in _waiting)
        {
            var size = sizeOf(item);
            if (count > 0 && (count >= bounds.MaxBatchCount || bytes + size > bounds.MaxBatchBytes))
            {
                break;
            }

            count++;
            bytes += size;
        }

        var batch = new T[count];
        for (var i = 0; i < count; i++)
        {
            batch[i] = _waiting.Dequeue();
        }

        _bytes -= bytes;
        return batch;
    }

    /// <summary>Drops all that waits.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _bytes = 0;
    }

    /// <summary>There may be room: whoever waits for it asks again.</summary>
    public void ReleaseRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
