namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>How the client's side of a relayed WebSocket ended.</summary>
/// <param name="IsClosed">Whether it ended in order, with or without a close frame; else it broke.</param>
/// <param name="CloseStatus">The status of the client's close frame.</param>
[GenerateSerializer, Immutable, Alias("realtime.relay-end")]
internal sealed record RelayEnd(
    [property: Id(0)] bool IsClosed,
    [property: Id(1)] int? CloseStatus);
