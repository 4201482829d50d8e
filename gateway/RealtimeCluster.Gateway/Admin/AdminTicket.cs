using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>A sign-in, as the browser's cookie proves it.</summary>
/// <param name="Token">The server token that was shown.</param>
/// <param name="SignedInAt">When it was shown.</param>
/// <param name="IssuedAt">When this ticket was made.</param>
/// <param name="ExpiresAt">When it is void.</param>
internal sealed record AdminTicket(ServerToken Token, DateTimeOffset SignedInAt, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
