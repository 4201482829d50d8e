using Orleans.Streams;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>
/// The stream provider between silos and gateways: a stream is a gateway's, its queue lives on that gateway, and what is
/// published to it leaves through this silo's outbox.
/// </summary>
/// <param name="name">The provider's name.</param>
/// <param name="self">This node.</param>
/// <param name="outboxes">The producing end.</param>
/// <param name="inbox">The consuming end; <see langword="null"/> on a node that is no gateway.</param>
internal sealed class GatewayStreamAdapter(string name, SiloAddress self, OutboxRegistry outboxes, GatewayInbox? inbox)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IStreamQueueMapper, IStreamQueueBalancer
{
    private readonly QueueId[] _ownQueues = inbox is null ? [] : [GetQueueId(GatewayStreams.GetStreamId(new GatewayId(self)))];
    private GatewayQueue? _queue;

    public string Name => name;

    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken) => Task.FromResult<IQueueAdapter>(this);

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => this;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        Task? last = null;
        foreach (var item in events)
        {
            if (item is not Envelope envelope)
            {
                throw new ArgumentException("Streams to gateways carry envelopes only.", nameof(events));
            }

            var posted = outboxes.PostAsync(streamId, envelope);
            last = last is null || last.IsCompletedSuccessfully ? posted : Task.WhenAll(last, posted);
        }

        return last ?? Task.CompletedTask;
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => GetQueue();

    public IQueueCache CreateQueueCache(QueueId queueId) => GetQueue();

    public IEnumerable<QueueId> GetAllQueues() => _ownQueues;

    public QueueId GetQueueForStream(StreamId streamId) => GetQueueId(streamId);

    public Task Initialize(IStreamQueueMapper queueMapper) => Task.CompletedTask;

    public Task Shutdown() => Task.CompletedTask;

    public IEnumerable<QueueId> GetMyQueues() => _ownQueues;

    // The one queue a gateway has never moves, so nobody is ever notified.
    public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;

    public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;

    private static QueueId GetQueueId(StreamId streamId) =>
        QueueId.GetQueueId(streamId.GetKeyAsString(), 0, 0);

    private GatewayQueue GetQueue() =>
        _queue ??= new GatewayQueue(
            inbox ?? throw new InvalidOperationException("Only a gateway has a queue."),
            GatewayStreams.GetStreamId(new GatewayId(self)));
}
