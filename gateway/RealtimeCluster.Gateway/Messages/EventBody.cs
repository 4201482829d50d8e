using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Messages;

/// <summary>An event as clients see it, without the argument that tells a client its positions.</summary>
/// <param name="Json">The event's name and arguments, one JSON array.</param>
/// <param name="Attachments">The binary parts the placeholders refer to.</param>
/// <param name="Subject">What it is about, if a client that reads too slowly may miss it.</param>
internal sealed record EventBody(byte[] Json, byte[][] Attachments, EventSubject? Subject)
{
    private readonly bool _isLarge = SharedPacket.IsWorthIt(Json.Length, Attachments);
    private SharedPacket? _shared;

    /// <summary>The packet for clients that cannot resume.</summary>
    public OutboundMessage ToMessage() => SocketIOEncoder.Event(Json, Attachments, Subject);

    /// <summary>The packet for clients that can.</summary>
    /// <param name="positions">Their positions after this event, one JSON string.</param>
    public OutboundMessage ToMessage(ReadOnlySpan<byte> positions) => _isLarge
        ? SocketIOEncoder.EventWithArgument(_shared ??= SocketIOEncoder.EventWithoutEnd(Json, Attachments), positions, Subject)
        : SocketIOEncoder.EventWithArgument(Json, positions, Attachments, "/", Subject);
}
