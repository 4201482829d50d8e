namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>A part of a message that a client sent on a relayed WebSocket.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="IsBinary">Whether the message is binary.</param>
/// <param name="IsEnd">Whether the message ends here.</param>
[GenerateSerializer, Immutable, Alias("realtime.relay-part")]
internal sealed record RelayPart(
    [property: Id(0)] byte[] Bytes,
    [property: Id(1)] bool IsBinary,
    [property: Id(2)] bool IsEnd);
