namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Hands the owner of a session a part of one POST's body; with no bytes left, asks what became of it.</summary>
/// <param name="Id">Names the POST; the same in every call about it.</param>
/// <param name="Sid">The session.</param>
/// <param name="Edge">The gateway that has the client's request.</param>
/// <param name="TotalBytes">The length of the whole body.</param>
/// <param name="Offset">Where in the body the part begins.</param>
/// <param name="Bytes">The part.</param>
[GenerateSerializer, Immutable, Alias("realtime.forwarded-post")]
internal sealed record PostRequest(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Sid,
    [property: Id(2)] SiloAddress Edge,
    [property: Id(3)] int TotalBytes,
    [property: Id(4)] int Offset,
    [property: Id(5)] byte[] Bytes);
