using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Through the server API, request by request, each to the next gateway.</summary>
internal sealed class HttpDoor(IReadOnlyList<Uri> gateways) : IDoor
{
    private int _next;

    public async Task<StreamPosition> SendAsync(string environment, string channel, string eventName, Payload message, string? key) =>
        Position(await PostAsync(environment, $"channels/{Uri.EscapeDataString(channel)}/events", eventName, message, key));

    public async Task<StreamPosition> BroadcastAsync(string environment, string eventName, Payload message) =>
        Position(await PostAsync(environment, "broadcast", eventName, message));

    public async Task<string> GetMembersAsync(string environment, string channel) => (await GetMemberPageAsync(environment, channel, null, 1_000))!.Members;

    public async Task<StreamPosition> SendToUserAsync(string environment, string userId, string eventName, Payload message) =>
        Position(await PostAsync(environment, $"users/{Uri.EscapeDataString(userId)}/events", eventName, message));

    public async Task<bool> SendToConnectionAsync(string environment, string connectionId, string eventName, Payload message) =>
        await CallAsync(environment, HttpMethod.Post, $"connections/{connectionId}/events", Event(eventName, message), HttpStatusCode.NotFound) is not null;

    public async Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(string environment, IReadOnlyList<ChannelSend> sends)
    {
        var events = sends.Select(static send => $"{{\"channel\":{Quote(send.Channel)},{Fields(send.EventName, (Payload)send.Payload!)}}}");
        var answer = await CallAsync(environment, HttpMethod.Post, "batch", Content($"{{\"events\":[{string.Join(',', events)}]}}"));
        return [.. answer!.Value.GetProperty("results").EnumerateArray().Select(static result => (StreamPosition?)Position(result))];
    }

    public async Task<MemberCount> GetMemberCountAsync(string environment, string channel)
    {
        var answer = (await CallAsync(environment, HttpMethod.Get, $"channels/{Uri.EscapeDataString(channel)}/members/count", null))!.Value;
        return new MemberCount(answer.GetProperty("count").GetInt32(), Position(answer));
    }

    public async Task<MemberPageText?> GetMemberPageAsync(string environment, string channel, string? cursor, int count)
    {
        var path = $"channels/{Uri.EscapeDataString(channel)}/members?count={count}{(cursor is null ? null : $"&cursor={cursor}")}";
        return await CallAsync(environment, HttpMethod.Get, path, null, HttpStatusCode.Gone) is { } page
            ? new MemberPageText(
                page.GetProperty("members").GetRawText(),
                page.GetProperty("updated").GetRawText(),
                [.. page.GetProperty("left").EnumerateArray().Select(static id => id.GetString()!)],
                page.GetProperty("cursor").GetString())
            : null;
    }

    public async Task<string[]> GetHistoryAsync(string environment, string channel, int count)
    {
        var answer = (await CallAsync(environment, HttpMethod.Get, $"channels/{Uri.EscapeDataString(channel)}/events?count={count}", null))!.Value;
        return [.. answer.GetProperty("events").EnumerateArray().Select(static kept => string.Create(
            CultureInfo.InvariantCulture,
            $"{kept.GetProperty("offset").GetInt64()} {Kind(kept)} {Text(kept, "eventName")} {Text(kept, "connectionId")} {Raw(kept)}"))];
    }

    public async Task<(ChannelSummary[] Channels, string? Cursor)> GetChannelsAsync(string environment, string prefix, string? cursor, int count)
    {
        var path = $"channels?prefix={Uri.EscapeDataString(prefix)}&count={count}{(cursor is null ? null : $"&cursor={cursor}")}";
        var answer = (await CallAsync(environment, HttpMethod.Get, path, null))!.Value;
        return (
            [.. answer.GetProperty("channels").EnumerateArray().Select(static channel =>
                new ChannelSummary(channel.GetProperty("name").GetString()!, channel.GetProperty("memberCount").GetInt32()))],
            answer.GetProperty("cursor").GetString());
    }

    public async Task<bool> DisconnectAsync(string environment, string connectionId, string? reason) =>
        await CallAsync(environment, HttpMethod.Delete, $"connections/{connectionId}{Reason(reason)}", null, HttpStatusCode.NotFound) is not null;

    public async Task<int> DisconnectUserAsync(string environment, string userId, string? reason) =>
        (await CallAsync(environment, HttpMethod.Delete, $"users/{Uri.EscapeDataString(userId)}/connections{Reason(reason)}", null))!.Value.GetProperty("count").GetInt32();

    public Task RevokeSessionAsync(string environment, string sessionKey) =>
        CallAsync(environment, HttpMethod.Post, "revocations", Backend.Json(new { session = sessionKey, seconds = 3_600 }));

    public Task RevokeApiKeyAsync(string environment, string apiKey) => CallAsync(environment, HttpMethod.Post, "revocations", Backend.Json(new { apiKey }));

    private static StreamPosition Position(JsonElement answer) => new(
        long.Parse(answer.GetProperty("epoch").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), answer.GetProperty("offset").GetInt64());

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static string Fields(string eventName, Payload message) => $"\"eventName\":{Quote(eventName)},\"message\":{Inline.Text(message)}";

    private static StringContent Content(string json) => new(json, Encoding.UTF8, Inline.MediaType);

    private static StringContent Event(string eventName, Payload message) => Content($"{{{Fields(eventName, message)}}}");

    private static string? Reason(string? reason) => reason is null ? null : $"?reason={Uri.EscapeDataString(reason)}";

    private static ChannelEventKind Kind(JsonElement kept) => kept.GetProperty("type").GetString() switch
    {
        "message" => ChannelEventKind.Message,
        "join" => ChannelEventKind.Joined,
        "leave" => ChannelEventKind.Left,
        _ => ChannelEventKind.Updated,
    };

    private static string? Text(JsonElement kept, string name) => kept.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? Raw(JsonElement kept) =>
        kept.TryGetProperty("message", out var value) || kept.TryGetProperty("data", out value) ? value.GetRawText() : null;

    private async Task<JsonElement> PostAsync(string environment, string path, string eventName, Payload message, string? key = null) =>
        (await CallAsync(environment, HttpMethod.Post, path, Event(eventName, message), key: key))!.Value;

    private async Task<JsonElement?> CallAsync(
        string environment, HttpMethod method, string path, HttpContent? content, HttpStatusCode? none = null, string? key = null)
    {
        using var backend = new Backend(gateways[Interlocked.Increment(ref _next) % gateways.Count], environment);
        using var response = await backend.SendAsync(method, path, content, key);
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest => throw new ArgumentException(text),
            HttpStatusCode.ServiceUnavailable => throw new TimeoutException(text),
            var status when status == none => null,
            HttpStatusCode.NoContent => default(JsonElement),
            HttpStatusCode.OK => JsonDocument.Parse(text).RootElement,
            _ => throw new InvalidOperationException($"{method} {path} was answered {(int)response.StatusCode} {text}"),
        };
    }
}
