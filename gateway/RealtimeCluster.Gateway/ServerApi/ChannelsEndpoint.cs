using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Tells which channels have members.</summary>
internal sealed class ChannelsEndpoint(SendRules rules)
{
    private const int DefaultCount = 100;

    /// <summary>A page of channels: <c>{channels: [{name, memberCount}], cursor}</c>.</summary>
    public async Task<IResult> ReadPageAsync(ServerCall call)
    {
        var query = call.Context.Request.Query;
        var prefix = query["prefix"].ToString();
        long? count = null;
        if (((prefix.Length == 0 ? null : rules.CheckChannel(prefix)) ?? QueryNumber.Read(query, "count", 1, ChannelPage.MaxCount, out count)) is { } problem)
        {
            return problem;
        }

        var cursor = query.TryGetValue("cursor", out var texts) ? texts.ToString() : null;
        if (cursor is not null && !ChannelCursor.TryParse(cursor, out _))
        {
            return ServerProblem.InvalidCursor;
        }

        var page = await call.Client.GetChannelsAsync(prefix, cursor, (int)(count ?? DefaultCount), call.Aborted).ConfigureAwait(false);
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("channels"u8);
            foreach (var channel in page)
            {
                writer.WriteStartObject();

                // The canonical form is what stands between the quotes, also of names that the writer could not write.
                writer.WritePropertyName("name"u8);
                writer.WriteRawValue($"\"{ChannelName.FromText(channel.Name)}\"", skipInputValidation: true);
                writer.WriteNumber("memberCount"u8, channel.MemberCount);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("cursor"u8, page.Cursor);
            writer.WriteEndObject();
        });
    }
}
