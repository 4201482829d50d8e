namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Asks the owner of a session for the answer of one poll, or for the rest of it.</summary>
/// <param name="Id">Names the poll; the same in every call about it.</param>
/// <param name="Sid">The session.</param>
/// <param name="Edge">The gateway that has the client's request.</param>
/// <param name="Offset">Where in the body to go on.</param>
/// <param name="IsRepeated">Whether the owner knows the poll already.</param>
[GenerateSerializer, Immutable, Alias("realtime.forwarded-poll")]
internal sealed record PollRequest(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Sid,
    [property: Id(2)] SiloAddress Edge,
    [property: Id(3)] int Offset,
    [property: Id(4)] bool IsRepeated);
