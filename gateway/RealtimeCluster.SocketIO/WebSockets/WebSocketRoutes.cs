using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Which paths are served beneath HTTP, and by whom. Filled while the host is built, then only read.</summary>
internal sealed class WebSocketRoutes
{
    private volatile (string Prefix, IWebSocketEndpoint Endpoint)[] _routes = [];

    /// <summary>Serves every path that starts with the prefix.</summary>
    public void Add(string prefix, IWebSocketEndpoint endpoint) => _routes = [.. _routes, (prefix, endpoint)];

    public bool TryFind(string path, [NotNullWhen(true)] out IWebSocketEndpoint? endpoint)
    {
        foreach (var route in _routes)
        {
            if (path.StartsWith(route.Prefix, StringComparison.Ordinal))
            {
                endpoint = route.Endpoint;
                return true;
            }
        }

        endpoint = null;
        return false;
    }
}
