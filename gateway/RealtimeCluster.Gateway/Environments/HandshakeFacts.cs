using System.Net;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>What is known of a client that asks to be let in.</summary>
/// <param name="Auth">The JSON of the CONNECT packet's <c>auth</c>, UTF-8; anything the client chose to send, or empty.</param>
/// <param name="Origin">The <c>Origin</c> header.</param>
/// <param name="ClientAddress">The client's address, see <see cref="Environments.ClientAddress"/>.</param>
public readonly record struct HandshakeFacts(ReadOnlyMemory<byte> Auth, string? Origin, IPAddress? ClientAddress);
