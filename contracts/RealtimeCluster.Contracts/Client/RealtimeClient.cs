using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Speaks to the owners of channels as a server, by grain calls.</summary>
internal sealed class RealtimeClient(IGrainFactory grains, RealtimeClientOptions options, TimeProvider time, string? environment) : IRealtimeClient
{
    private const int MaxKeyLength = 128;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    public string Environment => environment
        ?? throw new InvalidOperationException("Set RealtimeClientOptions.Environment, or use ForEnvironment.");

    public IRealtimeClient ForEnvironment(string environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(environment);
        return new RealtimeClient(grains, options, time, environment);
    }

    public Task<StreamPosition> SendAsync(string channel, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var key = ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
        return PublishAsync(key, eventName, payload, idempotencyKey, cancellationToken);
    }

    public Task<StreamPosition> BroadcastAsync(string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var key = ChannelKey.ForBroadcast(Environment);
        return PublishAsync(key, eventName, payload, idempotencyKey, cancellationToken);
    }

    public Task<StreamPosition> SendToUserAsync(string userId, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var key = ChannelKey.ForUser(Environment, userId);
        return PublishAsync(key, eventName, payload, idempotencyKey, cancellationToken);
    }

    public async Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var key = ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
        var list = await grains.GetGrain<IChannelGrain>(key.ToGrainKey()).GetMembersAsync().WaitAsync(options.Timeout, time, cancellationToken);
        return new ChannelMembers([.. list.ToMembers().Select(member => new ChannelMember(member.ConnectionId, member.Profile))], list.Position);
    }

    public async Task<ChannelHistory> GetHistoryAsync(string channel, long? from, int count, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var key = ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
        var page = await grains.GetGrain<IChannelGrain>(key.ToGrainKey()).GetHistoryAsync(from, count).WaitAsync(options.Timeout, time, cancellationToken);
        return new ChannelHistory([.. page.Events.Select(static channelEvent => new HistoryEvent(channelEvent))], page.Position, page.IsComplete);
    }

    private async Task<StreamPosition> PublishAsync(ChannelKey log, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (EventName.IsReserved(eventName))
        {
            throw new ArgumentException($"'{eventName}' is reserved by Socket.IO.", nameof(eventName));
        }

        if (idempotencyKey?.Length is 0 or > MaxKeyLength)
        {
            throw new ArgumentException($"A key has 1 to {MaxKeyLength} characters.", nameof(idempotencyKey));
        }

        var isHeld = options.Acknowledgement == SendAcknowledgement.Held;
        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Publish,
            EventName = EventName.ToToken(eventName),
            Payload = PayloadSerializer.Default.Serialize(payload),

            // By a key of its own a send that is repeated here is recognised.
            DeduplicationKey = idempotencyKey is not null ? $"s/{idempotencyKey}" : isHeld ? $"r/{Guid.NewGuid():N}" : null,
        };
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return isHeld ? await PublishHeldAsync(log, command, end.Token) : await PublishFastAsync(log, command, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {options.Timeout}; the send may have been applied.");
        }
    }

    private async Task<StreamPosition> PublishHeldAsync(ChannelKey log, ChannelCommand command, CancellationToken end)
    {
        var number = StableHash.ComputeHash(log.ToGrainKey()) % IPublisherGrain.Count;
        while (true)
        {
            try
            {
                return await grains.GetGrain<IPublisherGrain>(number).PublishAsync(log, command).WaitAsync(end);
            }
            catch (Exception exception) when (exception is (OrleansException or TimeoutException) && !end.IsCancellationRequested)
            {
                // Its gateway is gone. The next call finds another, and the owner recognises what it has.
                await Task.Delay(RetryDelay, time, end);
            }
        }
    }

    private async Task<StreamPosition> PublishFastAsync(ChannelKey log, ChannelCommand command, CancellationToken end)
    {
        while (true)
        {
            var reply = await grains.GetChannelOwner(log).PublishAsync([command]).WaitAsync(end);
            if (!reply.TermMismatch)
            {
                return reply.Position(0);
            }

            // An owner that has been succeeded applied nothing; the next call finds its successor.
            await Task.Delay(RetryDelay, time, end);
        }
    }
}
