using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>One way for a server into the cluster. A door that lacks a verb is not asked for it.</summary>
/// <remarks>
/// What is wrong with a request is an <see cref="ArgumentException"/> and no answer a <see cref="TimeoutException"/>, whatever form that has behind the door.
/// </remarks>
internal interface IDoor
{
    Task<StreamPosition> SendAsync(string environment, string channel, string eventName, Payload message, string? key = null);

    Task<StreamPosition> BroadcastAsync(string environment, string eventName, Payload message);

    /// <summary>The members as <c>[{id, data}]</c>, binary parts as Node's <c>Buffer</c> writes itself.</summary>
    Task<string> GetMembersAsync(string environment, string channel);

    Task<StreamPosition> SendToUserAsync(string environment, string userId, string eventName, Payload message) => throw new NotSupportedException();

    Task<bool> SendToConnectionAsync(string environment, string connectionId, string eventName, Payload message) => throw new NotSupportedException();

    Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(string environment, IReadOnlyList<ChannelSend> sends) => throw new NotSupportedException();

    Task<MemberCount> GetMemberCountAsync(string environment, string channel) => throw new NotSupportedException();

    /// <summary>A page of members, see <see cref="GetMembersAsync"/>; <see langword="null"/> when the cursor has expired.</summary>
    Task<MemberPageText?> GetMemberPageAsync(string environment, string channel, string? cursor, int count) => throw new NotSupportedException();

    /// <summary>The last events, each as <c>offset kind name connection payload</c>.</summary>
    Task<string[]> GetHistoryAsync(string environment, string channel, int count) => throw new NotSupportedException();

    Task<(ChannelSummary[] Channels, string? Cursor)> GetChannelsAsync(string environment, string prefix, string? cursor, int count) => throw new NotSupportedException();

    Task<bool> DisconnectAsync(string environment, string connectionId, string? reason) => throw new NotSupportedException();

    Task<int> DisconnectUserAsync(string environment, string userId, string? reason) => throw new NotSupportedException();

    Task RevokeSessionAsync(string environment, string sessionKey) => throw new NotSupportedException();

    Task RevokeApiKeyAsync(string environment, string apiKey) => throw new NotSupportedException();
}
