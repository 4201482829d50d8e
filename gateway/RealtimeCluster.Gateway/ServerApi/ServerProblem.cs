using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>An error of the server API: RFC 9457 problem details with a fixed code, and nothing of what went wrong inside.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The fixed code; <c>type</c> is made of it.</param>
/// <param name="Title">A sentence for people, the same each time.</param>
internal sealed record ServerProblem(int Status, string Code, string Title) : IResult
{
    private const string TypePrefix = "urn:realtimecluster:problem:";

    public static ServerProblem InvalidPath { get; } = new(400, "invalid_path", "The path cannot be read; encode names with percent signs.");

    public static ServerProblem InvalidJson { get; } = new(400, "invalid_json", "The body is not valid JSON in UTF-8, or is nested too deeply.");

    public static ServerProblem InvalidBody { get; } = new(400, "invalid_body", "The body does not have the fields that this request takes.");

    public static ServerProblem InvalidChannel { get; } = new(400, "invalid_channel", "The channel needs a name.");

    public static ServerProblem ChannelTooLong { get; } = new(400, "channel_too_long", "The channel's name is too long.");

    public static ServerProblem InvalidUser { get; } = new(400, "invalid_user", "The user's id is empty or too long.");

    public static ServerProblem InvalidEventName { get; } = new(400, "invalid_event_name", "The event needs a name.");

    public static ServerProblem EventNameTooLong { get; } = new(400, "event_name_too_long", "The event's name is too long.");

    public static ServerProblem ReservedEventName { get; } = new(400, "reserved_event_name", "This name cannot be used for an event.");

    public static ServerProblem InvalidIdempotencyKey { get; } = new(400, "invalid_idempotency_key", "An idempotency key has 1 to 128 characters.");

    public static ServerProblem InvalidParameter { get; } = new(400, "invalid_parameter", "A parameter of the query is not what this request takes.");

    public static ServerProblem InvalidQuery { get; } = InvalidParameter with { Detail = "A percent sign of the query stands before no escape, or the escapes are no UTF-8." };

    public static ServerProblem InvalidCursor { get; } = new(400, "invalid_cursor", "This is no cursor of a page.");

    public static ServerProblem BatchTooLarge { get; } = new(400, "batch_too_large", "The batch has too many events.");

    public static ServerProblem TooManyAttachments { get; } = new(400, "too_many_attachments", "The message has too many binary parts.");

    public static ServerProblem AmbiguousBinary { get; } = new(
        400, "ambiguous_binary", "The message has binary parts and an object with a property '_placeholder' that is true; clients could not tell them apart.");

    public static ServerProblem Unauthorized { get; } = new(401, "unauthorized", "This request needs a server token: 'Authorization: Bearer <token>'.");

    public static ServerProblem TokenUnknown { get; } = Unauthorized with { Detail = "The token shown is not one of this server." };

    public static ServerProblem OutOfScope { get; } = new(403, "out_of_scope", "The server token does not permit this in this environment.");

    public static ServerProblem EnvironmentSuspended { get; } = new(403, "suspended_environment", "The environment is suspended.");

    public static ServerProblem RealtimeDisabled { get; } = new(403, "realtime_not_allowed", "Realtime is switched off in this environment.");

    public static ServerProblem EnvironmentNotFound { get; } = new(404, "no_environment_found", "There is no environment with this id.");

    public static ServerProblem ConnectionNotFound { get; } = new(404, "no_connection_found", "There is no such connection in this environment.");

    public static ServerProblem TooManyRevocations { get; } = new(409, "too_many_revocations", "Too much is revoked; revoke for shorter times.");

    public static ServerProblem BodyTimeout { get; } = new(408, "body_timeout", "The body took too long to come.");

    public static ServerProblem CursorExpired { get; } = new(410, "cursor_expired", "The channel changed too much since the page before, or has another owner; begin again without a cursor.");

    public static ServerProblem BodyTooLarge { get; } = new(413, "body_too_large", "The body is too large.");

    public static ServerProblem MediaTypeUnsupported { get; } = new(415, "unsupported_media_type", "The Content-Type must be application/json; where events are sent also application/vnd.realtime.buffers+json, and for one event application/octet-stream.");

    public static ServerProblem ContentEncodingUnsupported { get; } = MediaTypeUnsupported with { Detail = "The body must not be encoded: no Content-Encoding is taken." };

    public static ServerProblem RateLimited { get; } = new(429, "rate_limit_exceeded", "Too many requests without a valid token; try again later.");

    public static ServerProblem Failed { get; } = new(500, "internal_error", "The request failed.");

    public static ServerProblem NoAnswer { get; } = new(503, "no_answer", "The cluster did not answer in time; what was sent may or may not have been applied.");

    public static ServerProblem Busy { get; } = new(503, "busy", "Too much is being received; send it again.");

    public static ServerProblem Unavailable { get; } = new(503, RealtimeUnavailableException.Code, "No silo of the cluster is there to answer; the request may be sent again, with the same idempotency key.");

    /// <summary>What exactly, for this request; never an exception's text.</summary>
    public string? Detail { get; init; }

    /// <summary>The URI reference that names the problem.</summary>
    public string Type => TypePrefix + Code;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        switch (Status)
        {
            case StatusCodes.Status401Unauthorized:
                response.Headers.WWWAuthenticate = "Bearer realm=\"realtime\"";
                break;
            case StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = "1";
                break;
        }

        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer.ConfigureAwait(false))
        {
            Write(writer);
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes the problem as one JSON object.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, Type);
        writer.WriteString("title"u8, Title);
        writer.WriteNumber("status"u8, Status);
        writer.WriteString("code"u8, Code);
        if (Detail is not null)
        {
            writer.WriteString("detail"u8, Detail);
        }

        writer.WriteEndObject();
    }
}
