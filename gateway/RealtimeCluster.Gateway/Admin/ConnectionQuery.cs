namespace RealtimeCluster.Gateway.Admin;

/// <summary>Which connections are looked for: all that fit what is given.</summary>
/// <param name="ConnectionId">One connection; its environment and user do not matter then.</param>
/// <param name="Environment">Those of an environment.</param>
/// <param name="UserId">Those of a user.</param>
/// <param name="MaxCount">The most to find.</param>
[GenerateSerializer, Immutable, Alias("realtime.connection-query")]
internal sealed record ConnectionQuery(
    [property: Id(0)] string? ConnectionId,
    [property: Id(1)] string? Environment,
    [property: Id(2)] string? UserId,
    [property: Id(3)] int MaxCount);
