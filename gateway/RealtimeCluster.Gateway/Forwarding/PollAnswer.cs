namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>What the owner answers to a poll.</summary>
/// <param name="Status">Whether there is an answer.</param>
/// <param name="TotalBytes">The length of the whole body.</param>
/// <param name="Bytes">The part of it from the offset asked for.</param>
[GenerateSerializer, Immutable, Alias("realtime.forwarded-poll-answer")]
internal sealed record PollAnswer(
    [property: Id(0)] ForwardingStatus Status,
    [property: Id(1)] int TotalBytes,
    [property: Id(2)] byte[] Bytes)
{
    public static PollAnswer Of(ForwardingStatus status) => new(status, 0, []);
}
