using System.Net;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Holds inbound memory for the body of a request whose session another process owns.</summary>
internal sealed class PeerRequest : IInboundHolder
{
    public PeerRequest(EngineServer server, HttpContext context)
    {
        Address = AddressPrefix.OfClient(server.Addresses.Find(HandshakeRequest.From(context)) ?? IPAddress.None);
        Claim = new InboundClaim(server.InboundMemory, this);
    }

    /// <summary>What it holds.</summary>
    public InboundClaim Claim { get; }

    /// <inheritdoc/>
    public AddressPrefix Address { get; }

    /// <inheritdoc/>
    public InboundParty Party => new(InboundPartyKind.Peers);

    void IInboundHolder.OnTooSlow()
    {
        // The reader of the body looks at the claim.
    }
}
