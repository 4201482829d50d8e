using System.Text.Json;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Why a client is not let in, as it is told so. The title is the message of the client's <c>connect_error</c>.</summary>
/// <param name="Title">The fixed title.</param>
/// <param name="Code">The fixed code, misspellings of the contract included.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record Refusal(string Title, string Code, string Message)
{
    private const string TitlePrefix = "Realtime Connection Error - ";

    public static Refusal EnvironmentNotFound { get; } = Create("No Environment Found", "no_environment_found", "There is no environment with this id.");

    /// <summary>The same words for one that named no environment but a server token which opens nothing; the details say so.</summary>
    internal static Refusal AccessTokenUnknown { get; } = EnvironmentNotFound with
    {
        Message = "The access token is not one of a server's connections, and there is no environment with this id.",
        Reason = "access_token",
    };

    public static Refusal EnvironmentSuspended { get; } = Create("Suspended Environment", "suspended_environment", "The environment is suspended.");

    public static Refusal RealtimeDisabled { get; } = Create("Realtime Disabled", "realtime_not_allowed", "Realtime is switched off in this environment.");

    public static Refusal ApiKeyMissing { get; } = Create("Missing API Key", "missing_api_key", "This environment can only be used with an API key.");

    public static Refusal ApiKeyInvalid { get; } = Create("Invalid API Key", "invalid_api_key", "The API key is not one of this environment.");

    public static Refusal ApiKeyUnauthorized { get; } = Create("Unauthorized API Key", "unauthorizez_api_key", "The API key does not permit realtime.");

    public static Refusal ApiKeyExpired { get; } = Create("Expired API Key", "expired_api_key", "The API key has expired.");

    public static Refusal OriginMissing { get; } = Create("Origin Domain Not Found", "missing_request_origin", "The API key is bound to domains, and the request names no origin.");

    public static Refusal OriginUnauthorized { get; } = Create("Origin Domain Not Authorized", "domain_not_authorized", "The API key may not be used from this origin.");

    public static Refusal AddressMissing { get; } = Create("IP Address Not Found", "missing_client_IP", "The API key is bound to addresses, and the client's is not known.");

    public static Refusal AddressUnauthorized { get; } = Create("IP Address Not Authorized", "ip_not_authorized", "The API key may not be used from this address.");

    public static Refusal SessionMissing { get; } = Create("Missing Session Token", "missing_session_token", "This environment can only be used with a session token.");

    public static Refusal SessionInvalid { get; } = Create("Invalid Session Token", "invalid_session_token", "The session token is not valid or has ended.");

    public static Refusal TooManyFailures { get; } = Create("Too Many Requests", "rate_limit_exceeded", "Too many wrong credentials came from this address; try again later.");

    /// <summary>Of a session token, with the reason: <c>expired</c>, <c>signature</c>, <c>claims</c> and so on.</summary>
    internal static Refusal OfSession(SessionFault fault) => SessionInvalid with
    {
        Reason = fault switch
        {
            SessionFault.Malformed => "malformed",
            SessionFault.Signature => "signature",
            SessionFault.Expired => "expired",
            SessionFault.NotYetValid => "not_yet_valid",
            SessionFault.OtherEnvironment => "other_environment",
            SessionFault.Revoked => "revoked",
            SessionFault.NoSecret => "no_secret",
            _ => "claims",
        },
    };

    public static Refusal Unavailable { get; } = Create("Unavailable", RealtimeUnavailableException.Code, "No silo of the cluster answers now; try again.") with { Origin = "server_error" };

    /// <summary>Whose fault it is.</summary>
    public string Origin { get; private init; } = "client_error";

    /// <summary>What exactly is wrong, as a code in the <c>details</c>; <see langword="null"/> when the code itself says it all.</summary>
    public string? Reason { get; private init; }

    /// <summary>The body of the CONNECT_ERROR packet, UTF-8.</summary>
    public byte[] ToConnectErrorJson()
    {
        using var buffer = new MemoryStream(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, Title);
            writer.WriteStartObject("data"u8);
            writer.WriteString("origin"u8, Origin);
            writer.WriteString("code"u8, Code);
            writer.WriteString("message"u8, Message);
            if (Reason is not null)
            {
                writer.WriteStartObject("details"u8);
                writer.WriteString("reason"u8, Reason);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static Refusal Create(string title, string code, string message) => new(TitlePrefix + title, code, message);
}
