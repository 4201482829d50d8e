namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>How an event that asked the client for an acknowledgement ended.</summary>
/// <param name="Status">Whether an answer came.</param>
/// <param name="Arguments">The answer as one raw JSON array; empty unless answered.</param>
/// <param name="Attachments">The binary parts of the answer.</param>
public sealed record AckReply(AckStatus Status, ReadOnlyMemory<byte> Arguments, IReadOnlyList<byte[]> Attachments)
{
    internal static AckReply TimedOut { get; } = new(AckStatus.TimedOut, default, []);

    internal static AckReply Disconnected { get; } = new(AckStatus.Disconnected, default, []);

    internal static AckReply TooMany { get; } = new(AckStatus.TooMany, default, []);
}
