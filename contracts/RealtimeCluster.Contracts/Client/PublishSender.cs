using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Brings publishes to the owners of their logs, again when a process on the way dies, until a deadline.</summary>
internal sealed class PublishSender(IGrainFactory grains, RealtimeClientOptions options, TimeProvider time)
{
    private const int MaxCallCount = 512;
    private const int MaxCallBytes = 1024 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMilliseconds(400);

    private bool IsHeld => options.Acknowledgement == SendAcknowledgement.Held;

    /// <summary>Publishes one event.</summary>
    /// <param name="item">The event; with a key if it is repeated.</param>
    /// <param name="end">Ends the waiting.</param>
    public Task<StreamPosition> SendAsync(PublishItem item, CancellationToken end) => IsHeld ? RepeatAsync(
        () => Publisher(item.Log).PublishAsync(item.Log, item.Command),
        end) : SendFastAsync(item, end);

    /// <summary>Publishes many. Those of one log go one call after the other; logs that are not on one way do not wait for each other.</summary>
    /// <param name="items">The events.</param>
    /// <param name="end">Ends the waiting.</param>
    /// <returns>Their places; <see langword="null"/> where no answer came before the end.</returns>
    public async Task<StreamPosition?[]> SendAsync(PublishItem[] items, CancellationToken end)
    {
        var places = new StreamPosition?[items.Length];
        await Task.WhenAll(FindWays(items).Select(way => SendOnWayAsync(items, way, places, end)));
        return places;
    }

    /// <summary>Calls until there is an answer, also when a process on the way dies.</summary>
    /// <param name="call">What may be done more than once.</param>
    /// <param name="end">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">
    /// The wait has ended. Its inner exception is a <see cref="RealtimeUnavailableException"/> if nobody was there to answer.
    /// </exception>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken end)
    {
        RealtimeUnavailableException? unavailable = null;
        try
        {
            for (var delay = RetryDelay; ; delay = delay * 2 < MaxRetryDelay ? delay * 2 : MaxRetryDelay)
            {
                try
                {
                    return await ClusterCall.Begin(call).WaitAsync(end);
                }
                catch (RealtimeUnavailableException exception)
                {
                    unavailable = exception;
                }
                catch (Exception exception) when (exception is (OrleansException or TimeoutException) && !end.IsCancellationRequested)
                {
                    // Its gateway is gone. The next call finds another, and the owner recognises what it has.
                    unavailable = null;
                    delay = RetryDelay;
                }

                await Task.Delay(delay, time, end);
            }
        }
        catch (OperationCanceledException) when (unavailable is not null)
        {
            throw new OperationCanceledException(unavailable.Message, unavailable, end);
        }
    }

    private static long NumberOf(ChannelKey log) => StableHash.ComputeHash(log.ToGrainKey()) % IPublisherGrain.Count;

    // Held events go by publishers, of which each has many logs; others straight to the owner.
    private (long Publisher, ChannelKey Log) WayOf(ChannelKey log) => IsHeld ? (NumberOf(log), default) : (0, log);

    private IEnumerable<int[]> FindWays(PublishItem[] items)
    {
        // Where a log goes is found once for each log and not for each event: the whole name is hashed for it.
        var known = new Dictionary<ChannelKey, List<int>>();
        var ways = new Dictionary<(long, ChannelKey), List<int>>();
        for (var index = 0; index < items.Length; index++)
        {
            if (!known.TryGetValue(items[index].Log, out var indexes))
            {
                var way = WayOf(items[index].Log);
                if (!ways.TryGetValue(way, out indexes))
                {
                    ways.Add(way, indexes = []);
                }

                known.Add(items[index].Log, indexes);
            }

            indexes.Add(index);
        }

        return ways.Values.Select(static indexes => indexes.ToArray());
    }

    private IPublisherGrain Publisher(ChannelKey log) => grains.GetGrain<IPublisherGrain>(NumberOf(log));

    private async Task SendOnWayAsync(PublishItem[] items, int[] indexes, StreamPosition?[] places, CancellationToken end)
    {
        for (var start = 0; start < indexes.Length;)
        {
            var call = TakeCall(items, indexes.AsSpan(start));
            start += call.Length;
            try
            {
                var part = Array.ConvertAll(call, index => items[index]);
                var answers = IsHeld ? await PublishHeldAsync(part, end) : await PublishFastAsync(part, end);
                for (var i = 0; i < call.Length; i++)
                {
                    places[call[i]] = answers[i];
                }
            }
            catch (Exception exception) when (exception is OrleansException or RealtimeUnavailableException || (exception is OperationCanceledException && end.IsCancellationRequested))
            {
                // What has no place by now is told so. What waits on the same way must not overtake it.
                return;
            }
        }
    }

    private static int[] TakeCall(PublishItem[] items, ReadOnlySpan<int> indexes)
    {
        var (count, bytes) = (0, 0L);
        while (count < indexes.Length && count < MaxCallCount && (count == 0 || bytes + items[indexes[count]].Command.SizeBytes <= MaxCallBytes))
        {
            bytes += items[indexes[count++]].Command.SizeBytes;
        }

        return indexes[..count].ToArray();
    }

    // The publisher gives up a little earlier than the caller, so that one owner that does not answer hides no answer of others.
    private Task<StreamPosition?[]> PublishHeldAsync(PublishItem[] part, CancellationToken end) =>
        RepeatAsync(() => Publisher(part[0].Log).PublishBatchAsync(part, options.Timeout * 0.8), end);

    private async Task<StreamPosition?[]> PublishFastAsync(PublishItem[] part, CancellationToken end)
    {
        var commands = Array.ConvertAll(part, static item => item.Command);
        var reply = await PublishToOwnerAsync(part[0].Log, commands, end);
        return [.. commands.Select((_, index) => (StreamPosition?)reply.Position(index))];
    }

    private async Task<StreamPosition> SendFastAsync(PublishItem item, CancellationToken end) =>
        (await PublishToOwnerAsync(item.Log, [item.Command], end)).Position(0);

    private async Task<UplinkReply> PublishToOwnerAsync(ChannelKey log, ChannelCommand[] commands, CancellationToken end)
    {
        while (true)
        {
            var reply = await ClusterCall.Begin(() => grains.GetChannelOwner(log).PublishAsync(commands)).WaitAsync(end);
            if (!reply.TermMismatch)
            {
                return reply;
            }

            // An owner that has been succeeded applied nothing; the next call finds its successor.
            await Task.Delay(RetryDelay, time, end);
        }
    }
}
