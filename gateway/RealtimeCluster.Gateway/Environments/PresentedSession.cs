namespace RealtimeCluster.Gateway.Environments;

/// <summary>A session token that a client showed, after its signature was checked once.</summary>
/// <param name="Given">Whether there was one at all.</param>
/// <param name="UserId">Its user; null if the token was not valid.</param>
/// <param name="ExpiresAt">When it ends; null if never.</param>
/// <param name="Secret">The secret it was checked with: another secret in force ends the session.</param>
internal readonly record struct PresentedSession(bool Given, string? UserId, DateTimeOffset? ExpiresAt, SessionSecret? Secret);
