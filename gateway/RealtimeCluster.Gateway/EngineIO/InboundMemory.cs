namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>The bytes that unfinished inbound packets of all sessions may hold together.</summary>
/// <remarks>
/// Who finds no room waits its turn, first come first served, for a bounded time. Thread-safe. Small packets are not
/// counted: a session holds at most <see cref="FreeBytes"/> beside what it reserved here.
/// </remarks>
public sealed class InboundMemory(long maxBytes, TimeProvider timeProvider)
{
    /// <summary>What a session may hold without asking.</summary>
    internal const int FreeBytes = 4096;

    /// <summary>What must come of a long packet to count as progress: fewer bytes do not win its sender more time.</summary>
    internal const int ProgressBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _usedBytes;

    /// <summary>The bytes reserved now.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>Reserves bytes; false when no room appeared in time.</summary>
    internal async ValueTask<bool> ReserveAsync(long bytes, TimeSpan patience, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_waiters.Count == 0 && _usedBytes + bytes <= maxBytes)
            {
                _usedBytes += bytes;
                return true;
            }

            if (bytes > maxBytes)
            {
                return false;
            }

            waiter = new Waiter(bytes);
            waiter.Node = _waiters.AddLast(waiter);
        }

        using var deadline = new CancellationTokenSource(patience, timeProvider);
        using var onDeadline = deadline.Token.UnsafeRegister(GiveUp, waiter);
        using var onCancelled = cancellationToken.UnsafeRegister(GiveUp, waiter);
        return await waiter.Granted.Task.ConfigureAwait(false);
    }

    internal void Release(long bytes)
    {
        lock (_gate)
        {
            _usedBytes -= bytes;
            GrantNext();
        }
    }

    private void GiveUp(object? state)
    {
        var waiter = (Waiter)state!;
        lock (_gate)
        {
            if (waiter.Node is { List: not null } node)
            {
                _waiters.Remove(node);
                waiter.Granted.TrySetResult(false);
                GrantNext();
            }
        }
    }

    private void GrantNext()
    {
        while (_waiters.First is { } first && _usedBytes + first.Value.Bytes <= maxBytes)
        {
            _waiters.RemoveFirst();
            _usedBytes += first.Value.Bytes;
            first.Value.Granted.TrySetResult(true);
        }
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes { get; } = bytes;

        public LinkedListNode<Waiter>? Node { get; set; }

        public TaskCompletionSource<bool> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
