using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Revokes a session or an API key: <c>{session}</c> or <c>{apiKey}</c>, with <c>seconds</c> for how long that is remembered.</summary>
internal sealed class RevocationEndpoint(RequestBody body)
{
    private const int MaxCredentialLength = 4_096;

    public async Task<IResult> RevokeAsync(ServerCall call)
    {
        if (!SendRequestReader.IsJson(call.Context.Request))
        {
            return ServerProblem.MediaTypeUnsupported;
        }

        var (bytes, problem) = await body.ReadAsync(call.Context).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        if (Read(bytes, out var kind, out var credential, out var duration) is { } fault)
        {
            return fault;
        }

        try
        {
            await (kind == CredentialKind.Session
                ? call.Client.RevokeSessionAsync(credential, duration, call.Aborted)
                : call.Client.RevokeApiKeyAsync(credential, duration, call.Aborted)).ConfigureAwait(false);
            return TypedResults.NoContent();
        }
        catch (InvalidOperationException)
        {
            // The only one it has: there is no room.
            return ServerProblem.TooManyRevocations;
        }
    }

    private static ServerProblem? Read(ReadOnlyMemory<byte> json, out CredentialKind kind, out string credential, out TimeSpan? duration)
    {
        (kind, credential, duration) = (default, string.Empty, null);
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return ServerProblem.InvalidBody;
            }

            var hasSession = document.RootElement.TryGetProperty("session", out var session);
            var hasKey = document.RootElement.TryGetProperty("apiKey", out var apiKey);
            if (hasSession == hasKey || (hasSession ? session : apiKey) is not { ValueKind: JsonValueKind.String } value
                || value.GetString() is not { Length: > 0 and <= MaxCredentialLength } text)
            {
                return ServerProblem.InvalidBody with { Detail = "Either 'session' or 'apiKey' must be a text." };
            }

            (kind, credential) = (hasSession ? CredentialKind.Session : CredentialKind.ApiKey, text);
            return document.RootElement.TryGetProperty("seconds", out var seconds) ? ReadDuration(seconds, out duration) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for a text that is no valid UTF-16, as no credential is.
            return ServerProblem.InvalidJson;
        }
    }

    private static ServerProblem? ReadDuration(JsonElement seconds, out TimeSpan? duration)
    {
        duration = null;
        var (min, max) = ((long)RevocationDuration.Min.TotalSeconds, (long)RevocationDuration.Max.TotalSeconds);
        if (seconds.ValueKind != JsonValueKind.Number || !seconds.TryGetInt64(out var number) || number < min || number > max)
        {
            return ServerProblem.InvalidParameter with { Detail = $"'seconds' must be a whole number from {min} to {max}." };
        }

        duration = TimeSpan.FromSeconds(number);
        return null;
    }
}
