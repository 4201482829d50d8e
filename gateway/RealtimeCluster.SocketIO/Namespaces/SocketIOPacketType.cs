namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>The packet types of Socket.IO 5, by their digit.</summary>
internal enum SocketIOPacketType
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}
