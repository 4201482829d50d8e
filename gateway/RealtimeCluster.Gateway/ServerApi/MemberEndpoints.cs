using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Events;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Tells who is in a channel: page by page, or how many.</summary>
internal sealed class MemberEndpoints(SendRules rules)
{
    private const int DefaultCount = 1_000;

    /// <summary>A page of members: <c>{offset, epoch, totalCount, members, updated, left, cursor}</c>.</summary>
    public async Task<IResult> ReadPageAsync(ServerCall call)
    {
        var query = call.Context.Request.Query;
        long? count = null;
        if ((rules.CheckChannel(call.Path.Name) ?? QueryNumber.Read(query, "count", 1, MemberPage.MaxCount, out count)) is { } problem)
        {
            return problem;
        }

        var cursor = query.TryGetValue("cursor", out var texts) ? texts.ToString() : null;
        if (cursor is not null && !MemberCursor.TryParse(cursor, out _))
        {
            return ServerProblem.InvalidCursor;
        }

        var page = await call.Client.GetMemberPageAsync(call.Path.Name, cursor, (int)(count ?? DefaultCount), call.Aborted).ConfigureAwait(false);
        return page is null ? ServerProblem.CursorExpired : Write(page);
    }

    /// <summary>Their number: <c>{offset, epoch, count}</c>.</summary>
    public async Task<IResult> CountAsync(ServerCall call)
    {
        if (rules.CheckChannel(call.Path.Name) is { } problem)
        {
            return problem;
        }

        var members = await call.Client.GetMemberCountAsync(call.Path.Name, call.Aborted).ConfigureAwait(false);
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WritePosition(members.Position);
            writer.WriteNumber("count"u8, members.Count);
            writer.WriteEndObject();
        });
    }

    // Profiles are copied as their members encoded them.
    private static IResult Write(ChannelMemberPage page) => JsonAnswer.Create(writer =>
    {
        writer.WriteStartObject();
        writer.WritePosition(page.Position);
        writer.WriteNumber("totalCount"u8, page.TotalCount);
        writer.WritePropertyName("members"u8);
        writer.WriteRawValue(MemberListEncoder.EncodeText(page.Encoded.Members), skipInputValidation: true);
        writer.WritePropertyName("updated"u8);
        writer.WriteRawValue(page.Encoded.Updated is { } updated ? MemberListEncoder.EncodeText(updated) : "[]"u8, skipInputValidation: true);
        writer.WriteStartArray("left"u8);
        foreach (var id in page.Left)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
        writer.WriteString("cursor"u8, page.Cursor);
        writer.WriteEndObject();
    });
}
