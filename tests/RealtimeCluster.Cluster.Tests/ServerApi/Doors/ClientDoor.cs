using System.Globalization;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Through an <see cref="IRealtimeClient"/>, by grain calls or by HTTP.</summary>
internal sealed class ClientDoor(IRealtimeClient client) : IDoor
{
    public Task<StreamPosition> SendAsync(string environment, string channel, string eventName, Payload message, string? key) =>
        client.ForEnvironment(environment).SendAsync(channel, eventName, message, key);

    public Task<StreamPosition> BroadcastAsync(string environment, string eventName, Payload message) =>
        client.ForEnvironment(environment).BroadcastAsync(eventName, message);

    public async Task<string> GetMembersAsync(string environment, string channel) =>
        Inline.Text(await client.ForEnvironment(environment).GetMembersAsync(channel));

    public Task<StreamPosition> SendToUserAsync(string environment, string userId, string eventName, Payload message) =>
        client.ForEnvironment(environment).SendToUserAsync(userId, eventName, message);

    public Task<bool> SendToConnectionAsync(string environment, string connectionId, string eventName, Payload message) =>
        client.ForEnvironment(environment).SendToConnectionAsync(connectionId, eventName, message);

    public Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(string environment, IReadOnlyList<ChannelSend> sends) =>
        client.ForEnvironment(environment).SendBatchAsync(sends);

    public Task<MemberCount> GetMemberCountAsync(string environment, string channel) => client.ForEnvironment(environment).GetMemberCountAsync(channel);

    public async Task<MemberPageText?> GetMemberPageAsync(string environment, string channel, string? cursor, int count) =>
        await client.ForEnvironment(environment).GetMemberPageAsync(channel, cursor, count) is { } page
            ? new MemberPageText(Inline.Text(page.Members), Inline.Text(page.Updated), [.. page.Left], page.Cursor)
            : null;

    public async Task<string[]> GetHistoryAsync(string environment, string channel, int count) =>
        [.. (await client.ForEnvironment(environment).GetHistoryAsync(channel, null, count)).Select(static kept => string.Create(
            CultureInfo.InvariantCulture,
            $"{kept.Offset} {kept.Kind} {kept.EventName} {kept.ConnectionId} {(kept.Payload is { } payload ? Inline.Text(payload) : null)}"))];

    public async Task<(ChannelSummary[] Channels, string? Cursor)> GetChannelsAsync(string environment, string prefix, string? cursor, int count)
    {
        var page = await client.ForEnvironment(environment).GetChannelsAsync(prefix, cursor, count);
        return ([.. page], page.Cursor);
    }

    public Task<bool> DisconnectAsync(string environment, string connectionId, string? reason) =>
        client.ForEnvironment(environment).DisconnectAsync(connectionId, reason);

    public Task<int> DisconnectUserAsync(string environment, string userId, string? reason) =>
        client.ForEnvironment(environment).DisconnectUserAsync(userId, reason);

    public Task RevokeSessionAsync(string environment, string sessionKey) => client.ForEnvironment(environment).RevokeSessionAsync(sessionKey);

    public Task RevokeApiKeyAsync(string environment, string apiKey) => client.ForEnvironment(environment).RevokeApiKeyAsync(apiKey);
}
