namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>An event a client sent. Nothing in it was decoded: names and arguments are the client's own bytes.</summary>
/// <param name="Name">The name as a raw JSON token: a string with its quotes and escapes, or a number.</param>
/// <param name="Arguments">The raw JSON of each argument behind the name.</param>
/// <param name="Attachments">
/// The binary parts the placeholders refer to. Each is an array of its own that is not used again, so it may be kept.
/// </param>
/// <param name="AckId">The number to acknowledge with, if the client asked for that.</param>
public sealed record ReceivedEvent(
    ReadOnlyMemory<byte> Name,
    IReadOnlyList<ReadOnlyMemory<byte>> Arguments,
    IReadOnlyList<byte[]> Attachments,
    long? AckId)
{
    /// <summary>
    /// Whether it weighs, with all its attachments, more than <see cref="EngineIO.PacketLimitsOptions.MaxFrameBytes"/>. The attachments are not here then, and it
    /// is to be refused.
    /// </summary>
    public bool IsTooLarge { get; init; }
}
