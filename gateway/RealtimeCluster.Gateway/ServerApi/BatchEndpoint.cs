using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Sends many events to any channels. A faulty one is answered in its place and holds up no other.</summary>
internal sealed class BatchEndpoint(SendRequestReader requests, SendRules rules)
{
    public async Task<IResult> PublishAsync(ServerCall call)
    {
        var (batch, problem) = await requests.ReadBatchAsync(call.Context).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var faults = batch.ConvertAll(fields => rules.CheckItem(fields));
        ChannelSend[] sends = [.. batch.Where((_, index) => faults[index] is null)
            .Select(static fields => new ChannelSend(fields.Channel!, fields.EventName!, fields.Message, fields.IdempotencyKey))];
        var places = sends.Length == 0 ? [] : await call.Client.SendBatchAsync(sends, call.Aborted).ConfigureAwait(false);

        // Nobody answered: the whole request may be sent again, and its status says so.
        return sends.Length > 0 && places.All(static place => place is null)
            ? ServerProblem.NoAnswer
            : JsonAnswer.Create(writer => Write(writer, faults, places));
    }

    private static void Write(Utf8JsonWriter writer, List<ServerProblem?> faults, IReadOnlyList<StreamPosition?> places)
    {
        var sent = 0;
        writer.WriteStartObject();
        writer.WriteStartArray("results"u8);
        foreach (var fault in faults)
        {
            writer.WriteStartObject();
            if (fault is null && places[sent++] is { } place)
            {
                writer.WritePosition(place);
            }
            else
            {
                writer.WritePropertyName("error"u8);
                (fault ?? ServerProblem.NoAnswer).Write(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
