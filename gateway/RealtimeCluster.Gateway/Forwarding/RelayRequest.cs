namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Announces to the owner of a session a WebSocket that wants to take it over.</summary>
/// <param name="Id">Names the relay.</param>
/// <param name="Sid">The session.</param>
/// <param name="Edge">The gateway that has the WebSocket.</param>
/// <param name="IsTextOnly">Whether its client takes binary packets only as base64 text.</param>
[GenerateSerializer, Immutable, Alias("realtime.relay-request")]
internal sealed record RelayRequest(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Sid,
    [property: Id(2)] SiloAddress Edge,
    [property: Id(3)] bool IsTextOnly);
