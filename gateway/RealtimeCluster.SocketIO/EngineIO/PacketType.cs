namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The packet types of Engine.IO 4 as they stand on the wire.</summary>
internal static class PacketType
{
    public const byte Open = (byte)'0';
    public const byte Close = (byte)'1';
    public const byte Ping = (byte)'2';
    public const byte Pong = (byte)'3';
    public const byte Message = (byte)'4';
    public const byte Upgrade = (byte)'5';
    public const byte Noop = (byte)'6';

    /// <summary>Marks base64, as text carries binary packets; stands in place of a type.</summary>
    public const byte Base64 = (byte)'b';

    /// <summary>Separates the packets of a polling body.</summary>
    public const byte Separator = 0x1e;
}
