using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Http;

/// <summary>An error answer of the REST endpoints: <c>{errors:[{origin, code, message}]}</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The fixed code.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record HttpFault(int Status, string Code, string Message)
{
    public static HttpFault RealtimeNotEnabled { get; } = new(StatusCodes.Status400BadRequest, "realtime_not_enabled", "Realtime is switched off in this environment.");

    public static HttpFault GetMembersFailed { get; } = new(StatusCodes.Status400BadRequest, "get_channel_members_error", "The members of the channel could not be listed.");

    public static HttpFault BodyTooLarge { get; } = new(StatusCodes.Status400BadRequest, "request_body_size_too_large", "The request body is too large.");

    public static HttpFault BodyMalformed { get; } = new(StatusCodes.Status400BadRequest, "invalid_request_body_syntax", "The request body cannot be read as what its Content-Type says.");

    public static HttpFault PathMalformed { get; } = new(StatusCodes.Status400BadRequest, "invalid_path", "The path cannot be read; encode names with percent signs.");

    public static HttpFault BodyTooSlow { get; } = new(StatusCodes.Status408RequestTimeout, "request_body_timeout", "The request body took too long to come.");

    public static HttpFault Busy { get; } = new(StatusCodes.Status503ServiceUnavailable, "busy", "Too much is being received; send it again.");

    public static HttpFault MediaTypeUnsupported { get; } = new(
        StatusCodes.Status415UnsupportedMediaType,
        "unsupported_media_type",
        "The Content-Type must be application/json, application/x-www-form-urlencoded or multipart/form-data.");

    public static HttpFault ContentEncodingUnsupported { get; } = new(
        StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must not be encoded: no Content-Encoding is taken.");

    /// <summary>Turns the refusal of a handshake into the answer of a request.</summary>
    public static HttpFault From(Refusal refusal)
    {
        var status = refusal switch
        {
            _ when refusal == Refusal.EnvironmentNotFound => StatusCodes.Status404NotFound,
            _ when refusal == Refusal.EnvironmentSuspended || refusal == Refusal.ApiKeyExpired => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status401Unauthorized,
        };
        return new HttpFault(status, refusal.Code, refusal.Message);
    }

    public static HttpFault RateLimited(string message) => new(StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", message);

    /// <summary>Writes the answer.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("errors"u8);
            writer.WriteStartObject();
            writer.WriteString("origin"u8, "client_error"u8);
            writer.WriteString("code"u8, Code);
            writer.WriteString("message"u8, Message);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
