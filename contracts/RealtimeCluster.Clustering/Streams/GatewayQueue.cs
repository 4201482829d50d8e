using Orleans.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>
/// A gateway's own queue as its pulling agent sees it: a receiver that long-polls the inbox, and a cache for one consumer.
/// </summary>
/// <remarks>
/// The agent calls both ends from its own turns, never concurrently. At most <see cref="MaxCachedBatches"/> batches are read
/// ahead of the consumer, so while it is busy everything else waits in the inbox and is merged into the next batch.
/// </remarks>
internal sealed class GatewayQueue(GatewayInbox inbox, StreamId streamId) : IQueueAdapterReceiver, IQueueCache
{
    private const int MaxCachedBatches = 2;
    private const int MaxEnvelopesPerBatch = 4_096;

    private readonly LinkedList<GatewayBatch> _batches = [];
    private readonly HashSet<Cursor> _cursors = [];
    private TaskCompletionSource? _room;
    private long _sequence;

    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task Shutdown(TimeSpan timeout) => Task.CompletedTask;

    // A non-empty answer each time keeps the agent from sleeping; the token is how it stops the wait at shutdown, which it would log as a fault.
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        try
        {
            while (_batches.Count >= MaxCachedBatches)
            {
                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await _room.Task.WaitAsync(cancellationToken);
            }

            var envelopes = await inbox.ReadAsync(MaxEnvelopesPerBatch, cancellationToken);
            return [new GatewayBatch(streamId, ++_sequence, envelopes)];
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages, CancellationToken cancellationToken) => Task.CompletedTask;

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    [Obsolete("Orleans calls the overload with a token.")]
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public int GetMaxAddCount() => MaxCachedBatches;

    public bool IsUnderPressure() => false;

    public bool TryPurgeFromCache([System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        purgedItems = null;
        return false;
    }

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (var message in messages)
        {
            _batches.AddLast((GatewayBatch)message);
        }
    }

    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        var cursor = new Cursor(this, token is null ? 0 : token.SequenceNumber - 1);
        _cursors.Add(cursor);
        return cursor;
    }

    private GatewayBatch? Next(long after)
    {
        foreach (var batch in _batches)
        {
            if (batch.Sequence > after)
            {
                return batch;
            }
        }

        return null;
    }

    // A batch goes when every cursor is past it. Without a cursor nothing goes: the consumer is about to register.
    private void Purge()
    {
        if (_cursors.Count == 0)
        {
            return;
        }

        var delivered = _cursors.Min(static cursor => cursor.Delivered);
        while (_batches.First is { } first && first.Value.Sequence <= delivered)
        {
            _batches.RemoveFirst();
            _room?.TrySetResult();
        }
    }

    private sealed class Cursor(GatewayQueue queue, long delivered) : IQueueCacheCursor
    {
        private GatewayBatch? _current;

        public long Delivered { get; private set; } = delivered;

        public bool MoveNext()
        {
            Delivered = _current?.Sequence ?? Delivered;
            queue.Purge();
            _current = queue.Next(Delivered);
            return _current is not null;
        }

        public IBatchContainer? GetCurrent(out Exception? exception)
        {
            exception = null;
            return _current;
        }

        public void Refresh(StreamSequenceToken token)
        {
            // The cursor reads the list itself, so there is nothing to point anew.
        }

        public void RecordDeliveryFailure()
        {
            // The agent gave the batch up after retrying; the next one shows the consumer a gap in offsets.
        }

        public void Dispose()
        {
            if (queue._cursors.Remove(this))
            {
                queue.Purge();
            }
        }
    }
}
