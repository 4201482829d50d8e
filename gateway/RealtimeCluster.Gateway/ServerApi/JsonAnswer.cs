using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>An answer in JSON, written once into bytes.</summary>
internal static class JsonAnswer
{
    // Answers are no part of a page: nothing in them needs to be safe inside HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes one.</summary>
    /// <param name="write">Writes one JSON value.</param>
    public static IResult Create(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return TypedResults.Bytes(buffer.WrittenMemory, "application/json");
    }

    /// <summary>Writes a place in a log as an object's fields: <c>offset, epoch</c>, the epoch as acknowledgements show it to clients.</summary>
    public static void WritePosition(this Utf8JsonWriter writer, StreamPosition position)
    {
        writer.WriteNumber("offset"u8, position.Offset);
        writer.WriteString("epoch"u8, position.Epoch.ToString("x", CultureInfo.InvariantCulture));
    }
}
