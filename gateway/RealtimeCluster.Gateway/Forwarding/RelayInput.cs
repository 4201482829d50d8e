namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>What a client sent on a relayed WebSocket, on its way to the owner of the session.</summary>
/// <remarks>The next one follows when this one has been read at the other end, so that not much can wait there.</remarks>
/// <param name="Id">Names the relay.</param>
/// <param name="Sequence">Grows by one from 1; with no parts and no end it asks about the one of the same number.</param>
/// <param name="Parts">Parts of messages, in order.</param>
/// <param name="End">Set when nothing follows.</param>
[GenerateSerializer, Immutable, Alias("realtime.relay-input")]
internal sealed record RelayInput(
    [property: Id(0)] Guid Id,
    [property: Id(1)] long Sequence,
    [property: Id(2)] RelayPart[] Parts,
    [property: Id(3)] RelayEnd? End);
