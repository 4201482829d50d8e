using System.Net;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.SocketIO.Addresses;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Http;

/// <summary>The inbound memory of one large body; given back when its request has been answered, or before if the body cannot be had.</summary>
internal sealed class RequestMemory : IInboundHolder, IDisposable
{
    private readonly InboundClaim _claim;
    private readonly CancellationTokenSource _stop;
    private long _bytes;

    private RequestMemory(InboundMemory memory, AddressPrefix address, InboundParty party, CancellationTokenSource stop)
    {
        Address = address;
        Party = party;
        _stop = stop;
        _claim = new InboundClaim(memory, this);
    }

    /// <inheritdoc/>
    public AddressPrefix Address { get; }

    /// <inheritdoc/>
    public InboundParty Party { get; }

    /// <summary>Begins to hold memory for a request.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="context">The request.</param>
    /// <param name="addresses">Says where it comes from.</param>
    /// <param name="party">On whose behalf.</param>
    /// <param name="stop">Ends the reading of the body.</param>
    public static RequestMemory Begin(InboundMemory memory, HttpContext context, IClientAddresses addresses, InboundParty party, CancellationTokenSource stop)
    {
        var address = addresses.Find(HandshakeRequest.From(context)) ?? IPAddress.None;
        var held = new RequestMemory(memory, AddressPrefix.OfClient(address), party, stop);
        context.Response.RegisterForDispose(held);
        return held;
    }

    /// <summary>Reserves more; null when it was granted.</summary>
    public async ValueTask<BodyFault?> ReserveAsync(long bytes, TimeSpan patience, CancellationToken cancellationToken)
    {
        var refusal = await _claim.ReserveAsync(bytes, patience, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            _bytes += bytes;
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return refusal == DisconnectReason.InboundTooSlow ? BodyFault.TooSlow : BodyFault.NoMemory;
    }

    /// <summary>Bytes of the body came.</summary>
    public void Arrived(int count) => _claim.Arrived(count);

    /// <summary>All of it came: from now on nothing is expected.</summary>
    public void Complete() => _claim.Pause();

    void IInboundHolder.OnTooSlow()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The body was read, or given up, at the same moment.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _claim.Release(Interlocked.Exchange(ref _bytes, 0));
}
