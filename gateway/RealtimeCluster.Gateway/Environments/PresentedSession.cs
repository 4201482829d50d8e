using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>A session token that a client showed, after its signature was checked once.</summary>
/// <param name="Given">Whether there was one at all.</param>
/// <param name="UserId">Its user; null if the token was not valid.</param>
/// <param name="ExpiresAt">When it ends; null if never.</param>
/// <param name="Key">What its token calls <c>key</c>, by which it can be revoked; null if it has none or is not valid.</param>
/// <param name="Secret">The secret it was checked with: another secret in force ends the session.</param>
internal readonly record struct PresentedSession(bool Given, string? UserId, DateTimeOffset? ExpiresAt, CredentialDigest? Key, SessionSecret? Secret)
{
    /// <summary>What is wrong with it; <see langword="null"/> when nothing is.</summary>
    public SessionFault? Fault { get; init; }
}
