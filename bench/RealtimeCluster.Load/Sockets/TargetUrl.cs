using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Where connections go: a resolved address and a request's target.</summary>
internal sealed class TargetUrl
{
    private TargetUrl(string authority, string pathAndQuery, IPEndPoint endPoint)
    {
        Authority = authority;
        PathAndQuery = pathAndQuery;
        Family = endPoint.AddressFamily;
        Address = endPoint.Serialize();
    }

    public string Authority { get; }

    /// <summary>The target; <c>{channel}</c> in it stands for a channel's name.</summary>
    public string PathAndQuery { get; }

    public AddressFamily Family { get; }

    public SocketAddress Address { get; }

    /// <summary>Reads <c>http://host:port/path</c> or <c>ws://…</c> and resolves the host.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetUrl? url)
    {
        url = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "ws"))
        {
            return false;
        }

        try
        {
            var address = IPAddress.TryParse(uri.Host.Trim('[', ']'), out var literal) ? literal : Dns.GetHostAddresses(uri.Host)[0];
            url = new TargetUrl(uri.Authority, Uri.UnescapeDataString(uri.PathAndQuery), new IPEndPoint(address, uri.Port < 0 ? 80 : uri.Port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The upgrade request (RFC 6455, section 4.1).</summary>
    public byte[] UpgradeRequest(string channel) => Encoding.ASCII.GetBytes(
        $"GET {PathAndQuery.Replace("{channel}", channel, StringComparison.Ordinal)} HTTP/1.1\r\nHost: {Authority}\r\n"
        + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bG9hZC1nZW5lcmF0b3ItMQ==\r\n\r\n");
}
