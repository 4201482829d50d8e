using System.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Connections;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Contracts.Users;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Speaks to the owners of channels as a server, by grain calls.</summary>
internal sealed class RealtimeClient(IGrainFactory grains, RealtimeClientOptions options, TimeProvider time, string? environment) : IRealtimeClient
{
    private const string DefaultReason = "The server ended this connection.";

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
        string? name = null;
        byte[]? token = null;
        for (var i = 0; i < items.Length; i++)
        {
            var send = sends[i] ?? throw new ArgumentException("A send is missing.", nameof(sends));
            if (!keys.TryGetValue(send.Channel ?? string.Empty, out var key))
            {
                keys.Add(send.Channel!, key = KeyOf(send.Channel!));
            }

            if (token is null || send.EventName != name)
            {
                // Most batches have few names, one after the other.
                (name, token) = (send.EventName, EncodeName(send.EventName));
            }

            items[i] = new PublishItem(key, Encode(token, send.Payload, send.IdempotencyKey, ownKey is null ? null : $"{ownKey}/{i}"));
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
        ServerCallRules.CheckEventName(eventName);
        var (environment, message) = (Environment, PayloadSerializer.Default.Serialize(payload));
        ServerCallRules.CheckMessage(message);
        return connectionId.Length != ConnectionId.Length ? Task.FromResult(false) : CallAsync(
            () => grains.GetGrain<IConnectionGrain>(connectionId).SendMessageAsync(environment, eventName, message), cancellationToken);
    }

    public async Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken)
    {
        var key = KeyOf(channel);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await CallAsync(() => MemberReader.ReadAsync(OwnerOf(key), end.Token), cancellationToken);
        }
        finally
        {
            // The reading goes page by page, and ends with the wait for it.
            await end.CancelAsync();
        }
    }

    public Task<MemberCount> GetMemberCountAsync(string channel, CancellationToken cancellationToken)
    {
        var key = KeyOf(channel);
        return CallAsync(() => OwnerOf(key).GetMemberCountAsync(), cancellationToken);
    }

    public async Task<ChannelMemberPage?> GetMemberPageAsync(string channel, string? cursor, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MemberPage.MaxCount);
        MemberCursor after = default;
        if (cursor is not null && !MemberCursor.TryParse(cursor, out after))
        {
            throw new ArgumentException("This is no cursor of a page.", nameof(cursor));
        }

        var key = KeyOf(channel);
        var page = await CallAsync(() => OwnerOf(key).GetMemberPageAsync(cursor is null ? null : after, count), cancellationToken);
        return page is null ? null : new ChannelMemberPage(page);
    }

    public async Task<ChannelHistory> GetHistoryAsync(string channel, long? from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var key = KeyOf(channel);
        var page = await CallAsync(() => OwnerOf(key).GetHistoryAsync(from, count), cancellationToken);
        return new ChannelHistory([.. page.Events.Select(static channelEvent => new HistoryEvent(channelEvent))], page.Position, page.IsComplete);
    }

    public async Task<ChannelPage> GetChannelsAsync(string prefix, string? cursor, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ChannelPage.MaxCount);
        var after = string.Empty;
        if (cursor is not null && !ChannelCursor.TryParse(cursor, out after))
        {
            throw new ArgumentException("This is no cursor of a page.", nameof(cursor));
        }

        var (environment, start, last) = (Environment, ChannelName.FromText(prefix), cursor is null ? null : ChannelName.FromText(after));
        var page = await CallAsync(() => grains.GetGrain<IChannelDirectoryGrain>(0).ListAsync(environment, start, last, count), cancellationToken);
        ChannelSummary[] channels = [.. page.Channels.Select(static channel => new ChannelSummary(ChannelName.ToText(channel.Name), channel.MemberCount))];
        return new ChannelPage(channels, page.HasMore ? ChannelCursor.ToText(channels[^1].Name) : null);
    }

    public Task<bool> DisconnectAsync(string connectionId, string? reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionId);
        ServerCallRules.CheckReason(reason);
        var environment = Environment;
        return connectionId.Length != ConnectionId.Length ? Task.FromResult(false) : CallAsync(
            () => grains.GetGrain<IConnectionGrain>(connectionId).EndAsync(environment, reason ?? DefaultReason), cancellationToken);
    }

    public Task<int> DisconnectUserAsync(string userId, string? reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        ServerCallRules.CheckReason(reason);
        var user = ChannelKey.ForUser(Environment, userId).ToGrainKey();
        return CallAsync(() => grains.GetGrain<IUserGrain>(user).DisconnectAsync(reason ?? DefaultReason), cancellationToken);
    }

    public Task RevokeSessionAsync(string sessionKey, TimeSpan? duration, CancellationToken cancellationToken) =>
        RevokeAsync(CredentialKind.Session, sessionKey, duration, cancellationToken);

    public Task RevokeApiKeyAsync(string apiKey, TimeSpan? duration, CancellationToken cancellationToken) =>
        RevokeAsync(CredentialKind.ApiKey, apiKey, duration, cancellationToken);

    private static byte[] EncodeName(string eventName)
    {
        ServerCallRules.CheckEventName(eventName);
        return EventName.ToToken(eventName);
    }

    private ChannelCommand Encode(byte[] eventName, object? payload, string? idempotencyKey, string? ownKey)
    {
        ServerCallRules.CheckKey(idempotencyKey);
        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Publish,
            EventName = eventName,
            Payload = PayloadSerializer.Default.Serialize(payload),
            DeduplicationKey = idempotencyKey is null ? ownKey : $"s/{idempotencyKey}",
            PublishedAt = PublishTime.Now(time),
        };
        ServerCallRules.CheckMessage(command.Payload);
        return command.SizeBytes <= options.MaxEventBytes
            ? command
            : throw new ArgumentException($"The event is larger than {options.MaxEventBytes} bytes.", nameof(payload));
    }

    // By a key of its own a send that is repeated here is recognised.
    private string? NewOwnKey() => options.Acknowledgement == SendAcknowledgement.Held ? $"r/{Guid.NewGuid():N}" : null;

    private ChannelKey KeyOf(string channel)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        return ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
    }

    private IChannelGrain OwnerOf(ChannelKey channel) => grains.GetGrain<IChannelGrain>(channel.ToGrainKey());

    private Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        ClusterCall.RunAsync(call, options.Timeout, time, cancellationToken);

    // A wait that ended while nobody was there to answer has another reason than one for an owner that does not.
    private static Exception NoAnswer(OperationCanceledException exception, string otherwise) =>
        exception.InnerException as RealtimeUnavailableException ?? (Exception)new TimeoutException(otherwise);

    private async Task RevokeAsync(CredentialKind kind, string credential, TimeSpan? duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(credential);
        var remembered = ServerCallRules.GetDuration(duration);
        var revocation = new Revocation(Environment, kind, CredentialDigest.Of(credential), time.GetUtcNow() + remembered);
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // Whoever revokes should not have to ask whether it was revoked: done twice it is the same.
            if (!await _sender.RepeatAsync(() => grains.GetGrain<IRevocationsGrain>(IRevocationsGrain.Key).RevokeAsync(revocation), end.Token))
            {
                throw new InvalidOperationException("Too much is revoked; revoke for shorter times.");
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer(exception, $"No answer within {options.Timeout}; it may have been revoked.");
        }
    }

    private async Task<StreamPosition> PublishAsync(ChannelKey log, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var command = Encode(EncodeName(eventName), payload, idempotencyKey, NewOwnKey()).WithTrace(TraceContext.Of(Activity.Current));
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _sender.SendAsync(new PublishItem(log, command), end.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer(exception, $"No answer within {options.Timeout}; the send may have been applied.");
        }
        catch (OrleansException exception)
        {
            throw ClusterCall.Gone(exception);
        }
    }
}
