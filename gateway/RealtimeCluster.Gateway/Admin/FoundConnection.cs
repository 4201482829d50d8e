namespace RealtimeCluster.Gateway.Admin;

/// <summary>A connection that was looked for.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="Environment">Its environment; <see langword="null"/> for a server's connection.</param>
/// <param name="UserId">Its user, if it showed a valid session.</param>
/// <param name="Transport"><c>websocket</c> or <c>polling</c>.</param>
/// <param name="Channels">The first channels it is in, as plain text.</param>
/// <param name="ChannelCount">How many it is in.</param>
[GenerateSerializer, Immutable, Alias("realtime.found-connection")]
internal sealed record FoundConnection(
    [property: Id(0)] string ConnectionId,
    [property: Id(1)] string? Environment,
    [property: Id(2)] string? UserId,
    [property: Id(3)] string Transport,
    [property: Id(4)] string[] Channels,
    [property: Id(5)] int ChannelCount);
