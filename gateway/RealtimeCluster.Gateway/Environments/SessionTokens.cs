using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Checks session tokens: HS256 JWTs that carry <c>envId</c>, <c>userId</c> and <c>key</c>.</summary>
internal sealed class SessionTokens(TimeProvider time)
{
    private const int MaxTokenBytes = 64 * 1024;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes };

    /// <summary>Judges a token; one that is not valid comes back without a user.</summary>
    public PresentedSession Read(string? token, string environment, SessionSecret? secret)
    {
        if (string.IsNullOrWhiteSpace(token))
        {
            return default;
        }

        if (secret is null)
        {
            return Invalid(SessionFault.NoSecret);
        }

        if (token.Length > MaxTokenBytes)
        {
            return Invalid(SessionFault.Malformed);
        }

        // With a fixed key nothing is fetched, and the task is complete when the call returns.
        var result = _handler.ValidateTokenAsync(token, CreateParameters(secret)).GetAwaiter().GetResult();
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            return Invalid(FaultOf(result.Exception));
        }

        if (!jwt.TryGetPayloadValue<object>("envId", out var tokenEnvironment) || tokenEnvironment is not string namedEnvironment
            || !jwt.TryGetPayloadValue<object>("userId", out var user) || ToText(user) is not { Length: > 0 } userId)
        {
            return Invalid(SessionFault.Claims);
        }

        if (namedEnvironment != environment)
        {
            return Invalid(SessionFault.OtherEnvironment);
        }

        var key = jwt.TryGetPayloadValue<object>("key", out var value) && ToText(value) is { Length: > 0 } text ? CredentialDigest.Of(text) : (CredentialDigest?)null;
        return new PresentedSession(Given: true, userId, jwt.ValidTo == DateTime.MinValue ? null : new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero), key, secret);

        PresentedSession Invalid(SessionFault fault) => new(Given: true, UserId: null, ExpiresAt: null, Key: null, secret) { Fault = fault };
    }

    // The signature is checked before the times.
    private SessionFault FaultOf(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException { Expires: { } expires } when expires <= time.GetUtcNow().UtcDateTime => SessionFault.Expired,
        SecurityTokenInvalidLifetimeException => SessionFault.NotYetValid,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => SessionFault.Signature,
        _ => SessionFault.Malformed,
    };

    private static string? ToText(object value) => value switch
    {
        string text => text,
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private TokenValidationParameters CreateParameters(SessionSecret secret) => new()
    {
        IssuerSigningKey = secret.Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidateIssuer = false,
        ValidateAudience = false,
        RequireExpirationTime = false,
        LifetimeValidator = IsInForce,
    };

    private bool IsInForce(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return (notBefore is null || notBefore <= now) && (expires is null || expires > now);
    }
}
