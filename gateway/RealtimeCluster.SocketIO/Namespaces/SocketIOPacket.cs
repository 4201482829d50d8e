namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>One decoded packet; its memory is that of the text it was read from.</summary>
/// <param name="Type">The type.</param>
/// <param name="AttachmentCount">How many binary messages follow.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="AckId">The acknowledgement's number.</param>
/// <param name="Payload">The raw JSON; empty if there is none.</param>
/// <param name="Elements">The raw JSON of each element when the payload is an array.</param>
internal readonly record struct SocketIOPacket(
    SocketIOPacketType Type,
    int AttachmentCount,
    string Namespace,
    long? AckId,
    ReadOnlyMemory<byte> Payload,
    ReadOnlyMemory<byte>[] Elements);
