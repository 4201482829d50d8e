using System.ComponentModel;
using System.Text.Json;

namespace RealtimeCluster.Gateway.ServerApi.Documentation;

/// <summary>The bodies of the API as its description shows them. Nothing is read into or written from these.</summary>
internal static class Shapes
{
    /// <summary>An event to send.</summary>
    [Description("An event. Sent as application/octet-stream instead, the body is the message, and eventName stands in the query.")]
    internal sealed record Event(
        [property: Description("The event's name.")] string EventName,
        [property: Description("What receivers get as 'message': any JSON.")] JsonElement? Message = null);

    /// <summary>An event of a batch.</summary>
    internal sealed record BatchEvent(
        [property: Description("The channel.")] string Channel,
        [property: Description("The event's name.")] string EventName,
        [property: Description("What receivers get as 'message': any JSON.")] JsonElement? Message = null,
        [property: Description("Of all sends to the channel with the same key only the first is an event.")] string? IdempotencyKey = null);

    /// <summary>Many events.</summary>
    internal sealed record Batch([property: Description("Those of one channel keep their order.")] IReadOnlyList<BatchEvent> Events);

    /// <summary>A place in a log.</summary>
    internal record Position(
        [property: Description("The event's number in its log; of a list, the last event it shows.")] long Offset,
        [property: Description("The life of the numbering.")] string Epoch);

    /// <summary>What became of a batch.</summary>
    internal sealed record BatchAnswer([property: Description("One for each event, in their order.")] IReadOnlyList<BatchResult> Results);

    /// <summary>What became of one event of a batch.</summary>
    [Description("Its place, or what was wrong.")]
    internal sealed record BatchResult(long? Offset = null, string? Epoch = null, Problem? Error = null);

    /// <summary>An error: problem details (RFC 9457).</summary>
    internal sealed record Problem(
        [property: Description("'urn:realtimecluster:problem:' and the code.")] string Type,
        [property: Description("A sentence for people, the same each time.")] string Title,
        [property: Description("The HTTP status.")] int Status,
        [property: Description("A fixed code for programs.")] string Code,
        [property: Description("What exactly, for this request.")] string? Detail = null);

    /// <summary>A channel that has members.</summary>
    internal sealed record Channel(string Name, int MemberCount);

    /// <summary>A page of channels.</summary>
    internal sealed record ChannelPage(
        [property: Description("The channels, in the ordinal order of their names.")] IReadOnlyList<Channel> Channels,
        [property: Description("Where to read on; null on the last page.")] string? Cursor);

    /// <summary>How many connections were ended.</summary>
    internal sealed record EndedCount([property: Description("How many connections were ended.")] int Count);

    /// <summary>What is revoked.</summary>
    [Description("Either a session or an API key.")]
    internal sealed record Revocation(
        [property: Description("What the session's token calls 'key'.")] string? Session = null,
        [property: Description("The API key.")] string? ApiKey = null,
        [property: Description("How long that is remembered: 1 to 31622400, 30 days by default.")] long? Seconds = null);

    /// <summary>How many members.</summary>
    internal sealed record MemberCount(long Offset, string Epoch, int Count) : Position(Offset, Epoch);

    /// <summary>A member.</summary>
    internal sealed record Member(string Id, [property: Description("Its profile, if it set one.")] JsonElement? Data = null);

    /// <summary>A page of members.</summary>
    [Description("Apply to what earlier pages gave: take away 'left', replace 'updated', add 'members'. After the last page the result is exact at its offset.")]
    internal sealed record MemberPage(
        long Offset,
        string Epoch,
        [property: Description("How many members the channel has.")] int TotalCount,
        [property: Description("The members of this page, in the order of joining.")] IReadOnlyList<Member> Members,
        [property: Description("Members of earlier pages that have shown something else since the last page.")] IReadOnlyList<Member> Updated,
        [property: Description("Members of earlier pages that left since the last page.")] IReadOnlyList<string> Left,
        [property: Description("Where to read on; null on the last page.")] string? Cursor) : Position(Offset, Epoch);

    /// <summary>An event of a channel's history.</summary>
    internal sealed record HistoryEvent(
        long Offset,
        [property: Description("message, join, leave or update.")] string Type,
        [property: Description("The sender or the member; null for a server.")] string? ConnectionId,
        [property: Description("Of a message.")] string? EventName = null,
        [property: Description("Of a message.")] JsonElement? Message = null,
        [property: Description("The profile of a member.")] JsonElement? Data = null);

    /// <summary>A piece of history.</summary>
    internal sealed record History(
        long Offset,
        string Epoch,
        [property: Description("Whether nothing that was asked for is missing.")] bool IsComplete,
        IReadOnlyList<HistoryEvent> Events) : Position(Offset, Epoch);
}
