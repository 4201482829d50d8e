namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>What the owner of a session writes to a relayed WebSocket.</summary>
/// <param name="Id">Names the relay.</param>
/// <param name="Sequence">Grows by one from 1; one seen before asks whether that one is written.</param>
/// <param name="Bytes">Frames, or a part of them.</param>
/// <param name="IsEnd">Whether the frames end here; until then they are kept, because a frame must not be interrupted.</param>
[GenerateSerializer, Immutable, Alias("realtime.relay-output")]
internal sealed record RelayOutput(
    [property: Id(0)] Guid Id,
    [property: Id(1)] long Sequence,
    [property: Id(2)] byte[] Bytes,
    [property: Id(3)] bool IsEnd);
