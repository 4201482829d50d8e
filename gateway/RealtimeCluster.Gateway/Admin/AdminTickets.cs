using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Makes and checks tickets: JWTs signed with a key that every gateway derives from the server token that was shown.</summary>
/// <remarks>
/// So a ticket is good on every gateway without anything being shared or stored, and void as soon as its token is no longer configured. ASP.NET
/// Core's Data Protection would need a key ring that all gateways share, hence a store of secrets more.
/// </remarks>
internal sealed class AdminTickets(IOptions<AdminOptions> options, TimeProvider time)
{
    private const int MaxBytes = 2_048;
    private const string Audience = "realtime-admin";
    private const string SignedInClaim = "auth_time";

    private readonly AdminOptions _options = options.Value;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxBytes, SetDefaultTimesOnTokenCreation = false };

    /// <summary>Makes a ticket.</summary>
    /// <param name="token">The server token it stands for.</param>
    /// <param name="signedInAt">When that was shown.</param>
    public (AdminTicket Ticket, string Text) Issue(ServerToken token, DateTimeOffset signedInAt)
    {
        var now = time.GetUtcNow();
        var (idleEnd, end) = (now + _options.IdleTimeout, signedInAt + _options.MaxSignIn);
        var expiresAt = idleEnd < end ? idleEnd : end;
        var text = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Aud] = Audience,
                [JwtRegisteredClaimNames.Iat] = now.ToUnixTimeSeconds(),
                [JwtRegisteredClaimNames.Exp] = expiresAt.ToUnixTimeSeconds(),
                [SignedInClaim] = signedInAt.ToUnixTimeSeconds(),
            },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(token.TicketKey), SecurityAlgorithms.HmacSha256),
        });
        return (new AdminTicket(token, signedInAt, now, expiresAt), text);
    }

    /// <summary>Checks a ticket.</summary>
    /// <param name="text">What the browser sent.</param>
    /// <param name="environments">The server tokens in force.</param>
    /// <returns><see langword="null"/> when it is none, or no longer one.</returns>
    public AdminTicket? Read(string? text, EnvironmentSnapshot environments)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxBytes)
        {
            return null;
        }

        foreach (var token in environments.Administrators)
        {
            // With a fixed key nothing is fetched, and the task is complete when the call returns.
            var result = _handler.ValidateTokenAsync(text, CreateParameters(token)).GetAwaiter().GetResult();
            if (result is { IsValid: true, SecurityToken: JsonWebToken jwt }
                && jwt.TryGetPayloadValue<long>(SignedInClaim, out var signedInAt) && jwt.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out var issuedAt))
            {
                return new AdminTicket(
                    token, DateTimeOffset.FromUnixTimeSeconds(signedInAt), DateTimeOffset.FromUnixTimeSeconds(issuedAt), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
            }
        }

        return null;
    }

    /// <summary>Whether a ticket is old enough to be replaced by one that lasts longer.</summary>
    public bool IsRenewable(AdminTicket ticket) =>
        time.GetUtcNow() - ticket.IssuedAt > _options.IdleTimeout / 10 && ticket.ExpiresAt < ticket.SignedInAt + _options.MaxSignIn;

    private TokenValidationParameters CreateParameters(ServerToken token) => new()
    {
        IssuerSigningKey = new SymmetricSecurityKey(token.TicketKey),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidateIssuer = false,
        ValidAudience = Audience,
        LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
    };
}
