using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Gateway.Http;

/// <summary>The answer to a request without a usable channel. Its shape differs from all other errors, and clients know it so.</summary>
internal static class InvalidInput
{
    /// <summary>Writes the answer.</summary>
    public static async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "application/json; charset=utf-8";
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteString("error"u8, "Invalid Input"u8);
            writer.WriteString("details"u8, "A parameter of the request is not valid."u8);
            writer.WriteString("code"u8, "validation_error"u8);
            writer.WriteStartArray("fields"u8);
            writer.WriteStartObject();
            writer.WriteString("type"u8, "field"u8);
            writer.WriteString("value"u8, ""u8);
            writer.WriteString("msg"u8, "The channel needs a name."u8);

            // Validators of different ages call it param or path; clients may read either.
            writer.WriteString("param"u8, "channel"u8);
            writer.WriteString("path"u8, "channel"u8);
            writer.WriteString("location"u8, "body"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
