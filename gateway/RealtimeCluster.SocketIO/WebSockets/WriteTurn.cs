namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Lets one writer at a time to a connection. Nearly always nobody else wants to write, so that case is one exchange.</summary>
/// <remarks>Thread-safe. Who waits is let in when the turn is released; between several that wait there is no order.</remarks>
internal sealed class WriteTurn
{
    private int _isTaken;
    private Waiter? _waiting;

    /// <summary>Takes the turn if nobody has it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Waits for the turn.</summary>
    /// <param name="cancellationToken">Stops waiting; the turn is not taken then.</param>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Announced before the next look: either this sees the turn free or its holder sees that somebody waits.
            var waiter = new Waiter();
            Announce(waiter);
            if (TryTake())
            {
                return;
            }

            await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives the turn back.</summary>
    public void Release()
    {
        Interlocked.Exchange(ref _isTaken, 0);
        if (Volatile.Read(ref _waiting) is null)
        {
            return;
        }

        for (var waiter = Interlocked.Exchange(ref _waiting, null); waiter is not null; waiter = waiter.Next)
        {
            waiter.TrySetResult();
        }
    }

    private void Announce(Waiter waiter)
    {
        do
        {
            waiter.Next = Volatile.Read(ref _waiting);
        }
        while (Interlocked.CompareExchange(ref _waiting, waiter, waiter.Next) != waiter.Next);
    }

    private sealed class Waiter() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Waiter? Next { get; set; }
    }
}
