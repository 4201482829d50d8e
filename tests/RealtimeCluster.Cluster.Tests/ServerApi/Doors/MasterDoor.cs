using System.Globalization;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Through a master connection, as the engine's own servers hold one.</summary>
internal sealed class MasterDoor(SocketIOTestClient connection) : IDoor
{
    public Task<StreamPosition> SendAsync(string environment, string channel, string eventName, Payload message, string? key) =>
        EmitAsync("send_message", $"\"envId\":\"{environment}\",\"channelName\":{JsonSerializer.Serialize(channel)},\"eventName\":\"{eventName}\"", "message", message);

    public Task<StreamPosition> BroadcastAsync(string environment, string eventName, Payload message) =>
        EmitAsync("broadcast_message", $"\"envId\":\"{environment}\",\"eventName\":\"{eventName}\"", "message", message);

    public async Task<string> GetMembersAsync(string environment, string channel)
    {
        var (json, attachments) = await connection.EmitBinaryWithAckAsync("get_members", $$"""{"envId":"{{environment}}","channel":"{{channel}}"}""", []);
        return json.ValueKind == JsonValueKind.Array
            ? Inline.Text(new Payload(Encoding.UTF8.GetBytes(json.GetRawText()), [.. attachments]))
            : throw new ArgumentException(json.GetRawText());
    }

    /// <summary>Its receivers get the name again, then session and user: <paramref name="message"/> is the user.</summary>
    public Task<StreamPosition> SendToUserAsync(string environment, string userId, string eventName, Payload message) =>
        EmitAsync("user_event", $"\"envId\":\"{environment}\",\"userId\":\"{userId}\",\"eventName\":\"{eventName}\"", "user", message);

    private async Task<StreamPosition> EmitAsync(string verb, string fields, string name, Payload message)
    {
        var argument = $"{{{fields},\"{name}\":{Encoding.UTF8.GetString(message.Json)}}}";
        var (answer, _) = await connection.EmitBinaryWithAckAsync(verb, argument, message.Attachments);
        return answer.TryGetProperty("error", out var error)
            ? throw new ArgumentException(error.GetRawText())
            : new StreamPosition(
                long.Parse(answer.GetProperty("epoch").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), answer.GetProperty("offset").GetInt64());
    }
}
