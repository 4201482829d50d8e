using System.Text;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Admin;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>A gateway with one connection, or one that does not answer.</summary>
internal sealed class FakeDesk(string connectionId) : IGatewayDesk
{
    public List<string> Calls { get; } = [];

    /// <summary>Set while it answers nothing.</summary>
    public bool IsSilent { get; set; }

    public Task<FoundConnection[]> FindAsync(ConnectionQuery query) => AnswerAsync<FoundConnection[]>(
        $"find {query.ConnectionId} {query.Environment} {query.UserId}",
        query.ConnectionId is null || query.ConnectionId == connectionId ? [new FoundConnection(connectionId, "shop", "ada", "websocket", ["a", "b"], 5)] : []);

    public Task<bool> SendAsync(string environment, string connection, string eventName, Payload payload) =>
        AnswerAsync($"send {environment} {connection} {eventName} {Encoding.UTF8.GetString(payload.Json)}", connection == connectionId);

    public Task<bool> DisconnectAsync(string connection) => AnswerAsync($"disconnect {connection}", connection == connectionId);

    public Task DrainAsync() => AnswerAsync("drain", true);

    private Task<T> AnswerAsync<T>(string call, T answer)
    {
        Calls.Add(call);
        return IsSilent ? Task.FromException<T>(new TimeoutException()) : Task.FromResult(answer);
    }
}
