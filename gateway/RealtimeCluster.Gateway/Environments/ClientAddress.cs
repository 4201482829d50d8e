using System.Net;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>Finds the address of the client behind trusted proxies.</summary>
public static class ClientAddress
{
    /// <summary>
    /// The peer, or, if the peer is a trusted proxy, the right-most entry of <c>X-Forwarded-For</c> that is not. What stands left
    /// of it was written by that client and proves nothing.
    /// </summary>
    /// <param name="peer">The other end of the TCP connection.</param>
    /// <param name="forwardedFor">The value of <c>X-Forwarded-For</c>, several headers joined by commas.</param>
    /// <param name="trustedProxies">The ranges whose word is taken.</param>
    public static IPAddress? Resolve(IPAddress? peer, string? forwardedFor, ReadOnlySpan<IPNetwork> trustedProxies)
    {
        if (peer is null)
        {
            return null;
        }

        var address = AddressRange.Normalize(peer);
        var left = forwardedFor.AsSpan();
        while (left.Length > 0 && AddressRange.ContainsAny(trustedProxies, address))
        {
            var comma = left.LastIndexOf(',');

            // An entry that is no address ("unknown") hides who came before; the proxy that wrote it is all that is known.
            if (!TryParseEntry(left[(comma + 1)..].Trim(), out var entry))
            {
                break;
            }

            address = AddressRange.Normalize(entry);
            left = comma < 0 ? [] : left[..comma];
        }

        return address;
    }

    // Some proxies append the port: "10.0.0.1:4711", "[::1]:4711".
    private static bool TryParseEntry(ReadOnlySpan<char> entry, out IPAddress address)
    {
        if (IPEndPoint.TryParse(entry, out var endPoint))
        {
            address = endPoint.Address;
            return true;
        }

        address = IPAddress.None;
        return false;
    }
}
