using System.Text.Json;
using System.Text.Unicode;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Reads the JSON of sends in one pass. Messages are copied as they stand and never become objects.</summary>
internal static class SendReader
{
    // What stands around a message: the object of a batch, its array, the object of an event.
    private const int OwnDepth = 3;

    /// <summary>Reads <c>{eventName, message}</c>.</summary>
    /// <param name="json">The body.</param>
    /// <param name="rules">How messages are to be read.</param>
    /// <param name="fields">What it says.</param>
    /// <returns>What is wrong with it, if anything.</returns>
    public static ServerProblem? ReadOne(ReadOnlySpan<byte> json, MessageRules rules, out SendFields fields)
    {
        fields = default;
        if (!Utf8.IsValid(json))
        {
            return ServerProblem.InvalidJson;
        }

        try
        {
            var reader = CreateReader(json, rules.MaxDepth);
            if (!reader.Read() || !TryReadFields(ref reader, json, rules, ref fields))
            {
                return ServerProblem.InvalidBody;
            }

            // What follows makes the reader throw.
            reader.Read();
            return fields.Fault;
        }
        catch (JsonException)
        {
            return ServerProblem.InvalidJson;
        }
    }

    /// <summary>Reads <c>{events: [{channel, eventName, message, idempotencyKey}]}</c>.</summary>
    /// <param name="json">The body.</param>
    /// <param name="rules">How messages are to be read.</param>
    /// <param name="maxCount">The most events.</param>
    /// <param name="batch">What it says.</param>
    /// <returns>What is wrong with it, if anything.</returns>
    public static ServerProblem? ReadBatch(ReadOnlySpan<byte> json, MessageRules rules, int maxCount, out List<SendFields> batch)
    {
        batch = [];
        if (!Utf8.IsValid(json))
        {
            return ServerProblem.InvalidJson;
        }

        try
        {
            var reader = CreateReader(json, rules.MaxDepth);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return ServerProblem.InvalidBody;
            }

            var hasEvents = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isEvents = reader.Means("events"u8);
                reader.Read();
                if (!isEvents)
                {
                    reader.Skip();
                }
                else if (hasEvents || reader.TokenType != JsonTokenType.StartArray)
                {
                    return ServerProblem.InvalidBody;
                }
                else if (ReadEvents(ref reader, json, rules, maxCount, batch) is { } problem)
                {
                    return problem;
                }

                hasEvents |= isEvents;
            }

            reader.Read();
            return hasEvents ? null : ServerProblem.InvalidBody;
        }
        catch (JsonException)
        {
            return ServerProblem.InvalidJson;
        }
    }

    private static Utf8JsonReader CreateReader(ReadOnlySpan<byte> json, int maxDepth) => new(json, new JsonReaderOptions { MaxDepth = maxDepth + OwnDepth });

    private static ServerProblem? ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, MessageRules rules, int maxCount, List<SendFields> batch)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (batch.Count == maxCount)
            {
                return ServerProblem.BatchTooLarge with { Detail = $"The most is {maxCount}." };
            }

            var fields = default(SendFields);
            if (!TryReadFields(ref reader, json, rules, ref fields))
            {
                return ServerProblem.InvalidBody with { Detail = $"events[{batch.Count}] is not an object with texts for channel, eventName and idempotencyKey." };
            }

            batch.Add(fields);
        }

        return null;
    }

    // Fields of other names are left for later versions. One of these that is no text is a mistake.
    private static bool TryReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, MessageRules rules, ref SendFields fields)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var isValid = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Means("message"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                fields.Fault = rules.Read(json[start..(int)reader.BytesConsumed], out var message);
                fields.Message = message;
            }
            else if (reader.Means("eventName"u8))
            {
                isValid &= (fields.EventName = ReadText(ref reader)) is not null;
            }
            else if (reader.Means("channel"u8))
            {
                isValid &= (fields.Channel = ReadText(ref reader)) is not null;
            }
            else if (reader.Means("idempotencyKey"u8))
            {
                isValid &= (fields.IdempotencyKey = ReadText(ref reader)) is not null;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return isValid;
    }

    // By way of the canonical form, which unlike GetString knows lone surrogates.
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return ChannelName.ToText(ChannelName.FromJsonString(reader.ValueSpan));
        }

        reader.Skip();
        return null;
    }
}
