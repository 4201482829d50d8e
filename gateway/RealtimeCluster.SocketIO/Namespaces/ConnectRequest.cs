using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>A client's wish to connect to a namespace.</summary>
/// <param name="Namespace">The namespace, for instance <c>/</c> or <c>/custom</c>.</param>
/// <param name="Auth">The client's credentials as one raw JSON object; empty if it sent none.</param>
/// <param name="Handshake">The HTTP request that opened the session.</param>
public sealed record ConnectRequest(string Namespace, ReadOnlyMemory<byte> Auth, HandshakeRequest Handshake);
