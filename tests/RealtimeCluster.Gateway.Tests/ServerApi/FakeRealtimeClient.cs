using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.Tests.ServerApi;

/// <summary>Notes what it is asked, and answers or fails as a test says.</summary>
internal sealed class FakeRealtimeClient(List<string> calls, string environment = "") : IRealtimeClient
{
    public static readonly StreamPosition Place = new(0xabc, 3);

    /// <summary>What every call ends with instead of an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The last message sent.</summary>
    public Payload? Message { get; private set; }

    /// <summary>What becomes of each send of a batch.</summary>
    public Func<int, StreamPosition?> PlaceOf { get; set; } = static index => new StreamPosition(Place.Epoch, index + 1);

    /// <summary>What is answered for a page.</summary>
    public MemberPage? Page { get; set; }

    public string Environment => environment;

    private FakeRealtimeClient? Parent { get; init; }

    public IRealtimeClient ForEnvironment(string environment) => new FakeRealtimeClient(calls, environment) { Parent = this };

    public Task<StreamPosition> SendAsync(string channel, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        Answer($"send {channel} {eventName} {Keep(payload)} {idempotencyKey}", Place);

    public Task<StreamPosition> BroadcastAsync(string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        Answer($"broadcast {eventName} {Keep(payload)} {idempotencyKey}", Place);

    public Task<StreamPosition> SendToUserAsync(string userId, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        Answer($"user {userId} {eventName} {Keep(payload)} {idempotencyKey}", Place);

    public Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(IReadOnlyList<ChannelSend> sends, CancellationToken cancellationToken)
    {
        var texts = sends.Select(send => $"{send.Channel} {send.EventName} {Keep(send.Payload)} {send.IdempotencyKey}");
        return Answer<IReadOnlyList<StreamPosition?>>($"batch [{string.Join(", ", texts)}]", [.. sends.Select((_, index) => Root.PlaceOf(index))]);
    }

    public Task<bool> SendToConnectionAsync(string connectionId, string eventName, object? payload, CancellationToken cancellationToken) =>
        Answer($"connection {connectionId} {eventName} {Keep(payload)}", connectionId == "here");

    public Task<MemberCount> GetMemberCountAsync(string channel, CancellationToken cancellationToken) =>
        Answer($"count {channel}", new MemberCount(17, Place));

    public Task<ChannelMemberPage?> GetMemberPageAsync(string channel, string? cursor, int count, CancellationToken cancellationToken) =>
        Answer($"page {channel} {cursor} {count}", Root.Page is { } page ? new ChannelMemberPage(page) : null);

    public Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelHistory> GetHistoryAsync(string channel, long? from, int count, CancellationToken cancellationToken) =>
        Answer($"history {channel} {from} {count}", new ChannelHistory([], Place, isComplete: true));

    public Task<ChannelPage> GetChannelsAsync(string prefix, string? cursor, int count, CancellationToken cancellationToken) =>
        Answer($"channels {prefix} {cursor} {count}", new ChannelPage([new ChannelSummary("a\"b", 2), new ChannelSummary("\ud800", 1)], "bmV4dA"));

    public Task<bool> DisconnectAsync(string connectionId, string? reason, CancellationToken cancellationToken) =>
        Answer($"disconnect {connectionId} {reason}", connectionId == "here");

    public Task<int> DisconnectUserAsync(string userId, string? reason, CancellationToken cancellationToken) => Answer($"disconnect user {userId} {reason}", 3);

    public Task RevokeSessionAsync(string sessionKey, TimeSpan? duration, CancellationToken cancellationToken) =>
        Answer($"revoke session {sessionKey} {duration}", true);

    public Task RevokeApiKeyAsync(string apiKey, TimeSpan? duration, CancellationToken cancellationToken) => Answer($"revoke key {apiKey} {duration}", true);

    private FakeRealtimeClient Root => Parent ?? this;

    private string? Keep(object? payload)
    {
        Root.Message = (Payload?)payload;
        return Root.Message is null ? null : Encoding.UTF8.GetString(Root.Message.Json);
    }

    private Task<T> Answer<T>(string call, T answer)
    {
        calls.Add($"{environment}: {call}".TrimEnd());
        return Root.Failure is null ? Task.FromResult(answer) : Task.FromException<T>(Root.Failure);
    }
}
