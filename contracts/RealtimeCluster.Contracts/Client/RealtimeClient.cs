using System.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Speaks to the owners of channels as a server, by grain calls.</summary>
internal sealed class RealtimeClient(IGrainFactory grains, RealtimeClientOptions options, TimeProvider time, string? environment) : IRealtimeClient
{
    private const int MaxKeyLength = 128;

    private readonly PublishSender _sender = new(grains, options, time);

    public string Environment => environment
        ?? throw new InvalidOperationException("Set RealtimeClientOptions.Environment, or use ForEnvironment.");

    public IRealtimeClient ForEnvironment(string environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(environment);
        return new RealtimeClient(grains, options, time, environment);
    }

    public Task<StreamPosition> SendAsync(string channel, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        PublishAsync(KeyOf(channel), eventName, payload, idempotencyKey, cancellationToken);

    public Task<StreamPosition> BroadcastAsync(string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        PublishAsync(ChannelKey.ForBroadcast(Environment), eventName, payload, idempotencyKey, cancellationToken);

    public Task<StreamPosition> SendToUserAsync(string userId, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return PublishAsync(ChannelKey.ForUser(Environment, userId), eventName, payload, idempotencyKey, cancellationToken);
    }

    public async Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(IReadOnlyList<ChannelSend> sends, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sends);
        var ownKey = NewOwnKey();
        var keys = new Dictionary<string, ChannelKey>(StringComparer.Ordinal);
        var items = new PublishItem[sends.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var send = sends[i] ?? throw new ArgumentException("A send is missing.", nameof(sends));
            if (!keys.TryGetValue(send.Channel ?? string.Empty, out var key))
            {
                keys.Add(send.Channel!, key = KeyOf(send.Channel!));
            }

            items[i] = new PublishItem(key, Encode(send.EventName, send.Payload, send.IdempotencyKey, ownKey is null ? null : $"{ownKey}/{i}"));
            if (i == 0)
            {
                // One of a batch: the spans of all would be a flood, and show the same.
                items[0] = items[0] with { Command = items[0].Command.WithTrace(TraceContext.Of(Activity.Current)) };
            }
        }

        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var places = await _sender.SendAsync(items, end.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return places;
    }

    public Task<bool> SendToConnectionAsync(string connectionId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionId);
        CheckName(eventName);
        return connectionId.Length != ConnectionId.Length ? Task.FromResult(false) : grains.GetGrain<IConnectionGrain>(connectionId)
            .SendMessageAsync(Environment, eventName, PayloadSerializer.Default.Serialize(payload))
            .WaitAsync(options.Timeout, time, cancellationToken);
    }

    public async Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken)
    {
        var list = await OwnerOf(channel).GetMembersAsync().WaitAsync(options.Timeout, time, cancellationToken);
        return new ChannelMembers([.. list.ToMembers().Select(member => new ChannelMember(member.ConnectionId, member.Profile))], list.Position);
    }

    public Task<MemberCount> GetMemberCountAsync(string channel, CancellationToken cancellationToken) =>
        OwnerOf(channel).GetMemberCountAsync().WaitAsync(options.Timeout, time, cancellationToken);

    public async Task<ChannelMemberPage?> GetMemberPageAsync(string channel, string? cursor, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MemberPage.MaxCount);
        MemberCursor after = default;
        if (cursor is not null && !MemberCursor.TryParse(cursor, out after))
        {
            throw new ArgumentException("This is no cursor of a page.", nameof(cursor));
        }

        var page = await OwnerOf(channel).GetMemberPageAsync(cursor is null ? null : after, count).WaitAsync(options.Timeout, time, cancellationToken);
        return page is null ? null : new ChannelMemberPage(page);
    }

    public async Task<ChannelHistory> GetHistoryAsync(string channel, long? from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var page = await OwnerOf(channel).GetHistoryAsync(from, count).WaitAsync(options.Timeout, time, cancellationToken);
        return new ChannelHistory([.. page.Events.Select(static channelEvent => new HistoryEvent(channelEvent))], page.Position, page.IsComplete);
    }

    private static void CheckName(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (EventName.IsReserved(eventName))
        {
            throw new ArgumentException($"'{eventName}' is reserved by Socket.IO.", nameof(eventName));
        }
    }

    private ChannelCommand Encode(string eventName, object? payload, string? idempotencyKey, string? ownKey)
    {
        CheckName(eventName);
        if (idempotencyKey?.Length is 0 or > MaxKeyLength)
        {
            throw new ArgumentException($"A key has 1 to {MaxKeyLength} characters.", nameof(idempotencyKey));
        }

        return new ChannelCommand
        {
            Kind = ChannelCommandKind.Publish,
            EventName = EventName.ToToken(eventName),
            Payload = PayloadSerializer.Default.Serialize(payload),
            DeduplicationKey = idempotencyKey is null ? ownKey : $"s/{idempotencyKey}",
            PublishedAt = PublishTime.Now(time),
        };
    }

    // By a key of its own a send that is repeated here is recognised.
    private string? NewOwnKey() => options.Acknowledgement == SendAcknowledgement.Held ? $"r/{Guid.NewGuid():N}" : null;

    private ChannelKey KeyOf(string channel)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        return ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
    }

    private IChannelGrain OwnerOf(string channel) => grains.GetGrain<IChannelGrain>(KeyOf(channel).ToGrainKey());

    private async Task<StreamPosition> PublishAsync(ChannelKey log, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var command = Encode(eventName, payload, idempotencyKey, NewOwnKey()).WithTrace(TraceContext.Of(Activity.Current));
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _sender.SendAsync(new PublishItem(log, command), end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {options.Timeout}; the send may have been applied.");
        }
    }
}
