using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Tells what happened in a channel, as far as its owner keeps it.</summary>
internal sealed class HistoryEndpoint(SendRules rules)
{
    private const int DefaultCount = 100;
    private const int MaxCount = 10_000;

    /// <summary>A piece of history: <c>{offset, epoch, isComplete, events}</c>.</summary>
    public async Task<IResult> ReadAsync(ServerCall call)
    {
        var query = call.Context.Request.Query;
        long? from = null;
        long? count = null;
        if ((rules.CheckChannel(call.Path.Name)
            ?? QueryNumber.Read(query, "from", 0, long.MaxValue, out from)
            ?? QueryNumber.Read(query, "count", 1, MaxCount, out count)) is { } problem)
        {
            return problem;
        }

        var history = await call.Client.GetHistoryAsync(call.Path.Name, from, (int)(count ?? DefaultCount), call.Aborted).ConfigureAwait(false);
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WritePosition(history.Position);
            writer.WriteBoolean("isComplete"u8, history.IsComplete);
            writer.WriteStartArray("events"u8);
            foreach (var historyEvent in history)
            {
                Write(writer, historyEvent);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, HistoryEvent historyEvent)
    {
        writer.WriteStartObject();
        writer.WriteNumber("offset"u8, historyEvent.Offset);
        var isMessage = historyEvent.Kind == ChannelEventKind.Message;
        writer.WriteString("type"u8, historyEvent.Kind switch
        {
            ChannelEventKind.Message => "message"u8,
            ChannelEventKind.Joined => "join"u8,
            ChannelEventKind.Left => "leave"u8,
            _ => "update"u8,
        });
        if (isMessage)
        {
            writer.WriteString("eventName"u8, historyEvent.EventName);
        }

        writer.WriteString("connectionId"u8, historyEvent.ConnectionId);
        if (historyEvent.Payload is { } payload)
        {
            writer.WritePropertyName(isMessage ? "message"u8 : "data"u8);
            var buffer = new ArrayBufferWriter<byte>(payload.SizeBytes + 1);
            Placeholders.AppendInline(buffer, payload);
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
