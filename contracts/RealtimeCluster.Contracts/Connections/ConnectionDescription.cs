namespace RealtimeCluster.Contracts.Connections;

/// <summary>What a gateway knows of a connection.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="Environment">Its environment; <see langword="null"/> for a server's connection.</param>
/// <param name="UserId">Its user, if it showed a valid session.</param>
/// <param name="Transport"><c>websocket</c> or <c>polling</c>.</param>
/// <param name="Channels">The channels it is in, as plain text, in the order of joining.</param>
[GenerateSerializer, Immutable, Alias("realtime.connection-description")]
public sealed record ConnectionDescription(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] string? Environment,
    [property: Id(2)] string? UserId,
    [property: Id(3)] string Transport,
    [property: Id(4)] string[] Channels);
