using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>What a server does with channels: from a silo of the cluster or an Orleans client, or by HTTP from anywhere.</summary>
/// <remarks>
/// A completed send has its place in the channel's order and is held by two processes, or by the owner alone where
/// <see cref="RealtimeClientOptions.Acknowledgement"/> says so; sends that are awaited one after the other keep their order. A send
/// whose process on the way dies is repeated within the timeout and recognised. Payloads are any value System.Text.Json can write; a
/// <see cref="byte"/> array anywhere in one reaches a browser as <c>ArrayBuffer</c>. Thread-safe.
/// Errors: <see cref="ArgumentException"/> for a reserved event name, <see cref="TimeoutException"/> when no answer came within
/// <see cref="RealtimeClientOptions.Timeout"/>, <see cref="RealtimeUnavailableException"/> when no node is there to answer, or the one that was asked is
/// lost. After either the call may or may not have been applied, and may be repeated with the same idempotency key.
/// </remarks>
public interface IRealtimeClient
{
    /// <summary>The most characters of a reason that clients are told.</summary>
    const int MaxReasonLength = 256;

    /// <summary>The environment this client speaks for.</summary>
    string Environment { get; }

    /// <summary>The same client for another environment.</summary>
    /// <param name="environment">The environment's id.</param>
    IRealtimeClient ForEnvironment(string environment);

    /// <summary>Sends an event to the members of a channel; they receive <c>{channel, message}</c>.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="eventName">The event's name; any but those reserved by Socket.IO.</param>
    /// <param name="payload">The value of <c>message</c>.</param>
    /// <param name="idempotencyKey">
    /// Up to 128 characters: of all sends to this log with the same key, while the first is in the log's tail, only the first is an
    /// event, and the others get its place.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the send may still happen.</param>
    /// <returns>The event's place in the channel's log.</returns>
    Task<StreamPosition> SendAsync(string channel, string eventName, object? payload, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Sends an event to every connection of the environment; they receive <c>{channel: null, message}</c>.</summary>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The value of <c>message</c>.</param>
    /// <param name="idempotencyKey">
    /// Up to 128 characters: of all sends to this log with the same key, while the first is in the log's tail, only the first is an
    /// event, and the others get its place.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the send may still happen.</param>
    /// <returns>The event's place in the broadcast's log.</returns>
    Task<StreamPosition> BroadcastAsync(string eventName, object? payload, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Sends an event to every connection of a user; they receive <c>{channel: null, message}</c>.</summary>
    /// <param name="userId">The user's id, as sessions name it.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The value of <c>message</c>.</param>
    /// <param name="idempotencyKey">
    /// Up to 128 characters: of all sends to this log with the same key, while the first is in the log's tail, only the first is an
    /// event, and the others get its place.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; the send may still happen.</param>
    /// <returns>The event's place in the user's log.</returns>
    Task<StreamPosition> SendToUserAsync(string userId, string eventName, object? payload, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Sends many events to any channels of the environment, at a fraction of what as many single sends cost.</summary>
    /// <param name="sends">The events. Those of one channel keep their order; between channels there is none.</param>
    /// <param name="cancellationToken">Stops waiting; the sends may still happen.</param>
    /// <returns>
    /// The place of each, in the order given; <see langword="null"/> where no answer came within the timeout and the send may or may not
    /// have been applied. One with an idempotency key can be sent again.
    /// </returns>
    /// <exception cref="ArgumentException">A send is faulty; nothing was sent.</exception>
    Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(IReadOnlyList<ChannelSend> sends, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends an event to one connection, outside every order; it receives <c>{channel: null, message}</c>. It is not kept, so a
    /// connection that is being resumed may miss it.
    /// </summary>
    /// <param name="connectionId">The connection's id, as members see it.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">The value of <c>message</c>.</param>
    /// <param name="cancellationToken">Stops waiting; the send may still happen.</param>
    /// <returns>Whether a gateway has the connection, and it is one of the environment.</returns>
    Task<bool> SendToConnectionAsync(string connectionId, string eventName, object? payload, CancellationToken cancellationToken = default);

    /// <summary>How many members a channel has, and the position of its log at which the number is exact.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<MemberCount> GetMemberCountAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>A page of the members of a channel, in the order of joining: for channels with more members than one answer should hold.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="cursor"><see cref="ChannelMemberPage.Cursor"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most members to list; 1 to <see cref="MemberPage.MaxCount"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="null"/> when the cursor has expired: the channel's owner was replaced, or too much changed since. Begin again then.</returns>
    /// <exception cref="ArgumentException">The text is no cursor.</exception>
    Task<ChannelMemberPage?> GetMemberPageAsync(string channel, string? cursor, int count, CancellationToken cancellationToken = default);

    /// <summary>The members of a channel, in the order of joining.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken = default);

    /// <summary>What is kept of a channel's events: messages, and members that joined, left or changed their profile.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="from">
    /// The first offset; <see langword="null"/> for the last <paramref name="count"/> events. To read on, one more than the last offset read.
    /// </param>
    /// <param name="count">The most events to return; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <remarks>
    /// The owner keeps the last events within <c>Realtime:Recovery</c>'s <c>MaxEvents</c>, <c>MaxBytes</c> and <c>HistoryAge</c>; see
    /// <see cref="ChannelHistory.IsComplete"/> for whether that reaches back far enough.
    /// </remarks>
    Task<ChannelHistory> GetHistoryAsync(string channel, long? from, int count, CancellationToken cancellationToken = default);

    /// <summary>The channels that have members, in the ordinal order of their names.</summary>
    /// <param name="prefix">What their names begin with; empty for all.</param>
    /// <param name="cursor"><see cref="ChannelPage.Cursor"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most channels to list; 1 to <see cref="ChannelPage.MaxCount"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <remarks>
    /// A channel that has members all the time is on one page, whatever others do meanwhile; only one whose owner was lost is missing until it has another.
    /// A page costs each silo a look at all the channels it owns.
    /// </remarks>
    /// <exception cref="ArgumentException">The text is no cursor.</exception>
    Task<ChannelPage> GetChannelsAsync(string prefix, string? cursor, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a connection for good, also one whose client is gone for a moment: the client gets the event <c>exception</c> with code
    /// <c>disconnected_by_server</c>, does not come back by itself, and cannot resume the connection.
    /// </summary>
    /// <param name="connectionId">The connection's id, as members see it.</param>
    /// <param name="reason">The <c>message</c> of that event, up to <see cref="MaxReasonLength"/> characters; <see langword="null"/> for a general text.</param>
    /// <param name="cancellationToken">Stops waiting; it may still happen.</param>
    /// <returns>Whether there was such a connection in the environment.</returns>
    Task<bool> DisconnectAsync(string connectionId, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Ends all connections of a user like <see cref="DisconnectAsync"/>. It can connect anew; to keep it out, revoke its session.</summary>
    /// <param name="userId">The user's id, as sessions name it.</param>
    /// <param name="reason">See <see cref="DisconnectAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting; it may still happen.</param>
    /// <returns>How many there were.</returns>
    Task<int> DisconnectUserAsync(string userId, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Revokes a session: on every gateway its connections end within two seconds, as if its token had ended, and new ones are refused as
    /// <c>invalid_session_token</c>.
    /// </summary>
    /// <param name="sessionKey">What the session's token calls <c>key</c>.</param>
    /// <param name="duration">
    /// How long that is remembered: up to 366 days, 30 days by default. A token that is still good then counts again.
    /// </param>
    /// <param name="cancellationToken">Stops waiting; it may still happen.</param>
    /// <exception cref="InvalidOperationException">
    /// Too much is revoked: <see cref="Revocations.IRevocationsGrain.MaxPerEnvironment"/> in this environment, or
    /// <see cref="Revocations.IRevocationsGrain.MaxCount"/> in all.
    /// </exception>
    Task RevokeSessionAsync(string sessionKey, TimeSpan? duration = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Revokes an API key: on every gateway its connections end within two seconds, and whatever it opened is refused as <c>invalid_api_key</c>. Take it out
    /// of the configuration before that is forgotten.
    /// </summary>
    /// <param name="apiKey">The key.</param>
    /// <param name="duration">See <see cref="RevokeSessionAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting; it may still happen.</param>
    /// <exception cref="InvalidOperationException">See <see cref="RevokeSessionAsync"/>.</exception>
    Task RevokeApiKeyAsync(string apiKey, TimeSpan? duration = null, CancellationToken cancellationToken = default);
}
