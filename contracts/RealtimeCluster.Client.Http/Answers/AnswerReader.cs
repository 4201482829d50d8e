using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Client.Http.Answers;

/// <summary>Turns the JSON of the server API back into what the cluster's own client gives.</summary>
/// <remarks>Throws what <see cref="JsonElement"/> throws when a field is not what the API says; the caller tells that from its own faults.</remarks>
internal static class AnswerReader
{
    /// <summary><c>{offset, epoch}</c>.</summary>
    public static StreamPosition ReadPosition(JsonElement element) => new(
        long.Parse(element.GetProperty("epoch"u8).GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        element.GetProperty("offset"u8).GetInt64());

    /// <summary><c>{offset, epoch, totalCount, members, updated, left, cursor}</c>.</summary>
    public static MemberPage ReadPage(JsonElement element)
    {
        var position = ReadPosition(element);
        var updated = element.GetProperty("updated"u8);
        var cursor = element.GetProperty("cursor"u8).GetString();
        MemberCursor next = default;
        if (cursor is not null && !MemberCursor.TryParse(cursor, out next))
        {
            throw new FormatException("The cursor of a page is none.");
        }

        return new MemberPage(
            ReadMembers(element.GetProperty("members"u8), position),
            updated.GetArrayLength() == 0 ? null : ReadMembers(updated, position),
            [.. element.GetProperty("left"u8).EnumerateArray().Select(static id => id.GetString()!)],
            element.GetProperty("totalCount"u8).GetInt32(),
            cursor is null ? null : next);
    }

    /// <summary><c>{offset, epoch, isComplete, events}</c>.</summary>
    public static ChannelHistory ReadHistory(JsonElement element) => new(
        [.. element.GetProperty("events"u8).EnumerateArray().Select(ReadEvent)],
        ReadPosition(element),
        element.GetProperty("isComplete"u8).GetBoolean());

    /// <summary><c>{channels: [{name, memberCount}], cursor}</c>.</summary>
    public static ChannelPage ReadChannels(JsonElement element) => new(
        [.. element.GetProperty("channels"u8).EnumerateArray().Select(static channel =>
            new ChannelSummary(ReadText(channel.GetProperty("name"u8)), channel.GetProperty("memberCount"u8).GetInt32()))],
        element.GetProperty("cursor"u8).GetString());

    private static MemberList ReadMembers(JsonElement element, StreamPosition position)
    {
        (string Id, Payload? Profile)[] members = [.. element.EnumerateArray().Select(static member =>
            (member.GetProperty("id"u8).GetString()!, member.TryGetProperty("data"u8, out var data) ? ReadPayload(data) : null))];
        var writer = new MemberListWriter(members.Sum(static member => (long)MemberListWriter.SizeOf(member.Id, member.Profile)));
        foreach (var (id, profile) in members)
        {
            writer.Append(id, profile);
        }

        var (json, attachments) = writer.Complete();
        return new MemberList(json, attachments, position);
    }

    private static HistoryEvent ReadEvent(JsonElement element)
    {
        var kind = element.GetProperty("type"u8).GetString() switch
        {
            "message" => ChannelEventKind.Message,
            "join" => ChannelEventKind.Joined,
            "leave" => ChannelEventKind.Left,
            _ => ChannelEventKind.Updated,
        };
        return new HistoryEvent(new ChannelEvent
        {
            Kind = kind,
            Offset = element.GetProperty("offset"u8).GetInt64(),
            ConnectionId = element.GetProperty("connectionId"u8).GetString(),
            EventName = element.TryGetProperty("eventName"u8, out var name) ? EventName.ToToken(ReadText(name)) : null,
            Payload = element.TryGetProperty("message"u8, out var value) || element.TryGetProperty("data"u8, out value) ? ReadPayload(value) : null,
        });
    }

    // By way of the canonical form, which unlike GetString knows lone surrogates.
    private static string ReadText(JsonElement element) => ChannelName.ToText(ChannelName.FromJsonString(JsonMarshal.GetRawUtf8Value(element)[1..^1]));

    // What cannot be told apart is left as it stands: no client could have sent it.
    private static Payload ReadPayload(JsonElement element)
    {
        var json = JsonMarshal.GetRawUtf8Value(element);
        _ = InlineBinary.Read(json, int.MaxValue, out var payload);
        return payload ?? new Payload(json.ToArray());
    }
}
