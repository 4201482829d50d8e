using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>What a server does with channels, from a silo of the cluster or an Orleans client.</summary>
/// <remarks>
/// A completed send has its place in the channel's order and is held by two processes, or by the owner alone where
/// <see cref="RealtimeClientOptions.Acknowledgement"/> says so; sends that are awaited one after the other keep their order. A send
/// whose process on the way dies is repeated within the timeout and recognised. Payloads are any value System.Text.Json can write; a
/// <see cref="byte"/> array anywhere in one reaches a browser as <c>ArrayBuffer</c>. Thread-safe.
/// Errors: <see cref="ArgumentException"/> for a reserved event name, <see cref="TimeoutException"/> when no answer came within
/// <see cref="RealtimeClientOptions.Timeout"/> (the call may or may not have been applied), Orleans' own exceptions when the
/// owner is lost.
/// </remarks>
public interface IRealtimeClient
{
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
}
