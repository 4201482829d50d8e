using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>
/// The place in an endpoint's pipeline where WebSockets may be served beneath HTTP: right before HTTP itself, behind everything
/// that lets connections in (TLS, client certificates, middleware, limits), and only on the bytes of the socket itself.
/// </summary>
/// <remarks>
/// The web server shows neither the order of its pipeline nor which part is HTTP, so both are told by types. A type that a later version
/// renames is not found, and then every WebSocket goes through HTTP: slower, never past a lock.
/// </remarks>
internal static class DirectPlace
{
    private const string HttpName = "HttpConnectionMiddleware`1";

    private static readonly Assembly WebServer = typeof(KestrelServerOptions).Assembly;
    private static readonly Assembly SocketTransport = typeof(SocketTransportFactory).Assembly;

    /// <summary>Whether a middleware in front of <paramref name="next"/> has this place.</summary>
    /// <param name="endpoint">The endpoint, as it is when its pipeline is built.</param>
    /// <param name="next">What follows.</param>
    public static bool IsBeforeHttp(ListenOptions endpoint, ConnectionDelegate next) =>
        endpoint.Protocols.HasFlag(HttpProtocols.Http1)
        && endpoint.KestrelServerOptions.Limits.MaxConcurrentUpgradedConnections is null
        && next.Target?.GetType() is { } type
        && type.Assembly == WebServer
        && type.Name == HttpName;

    /// <summary>Whether what is read from the connection and written to it is what goes over the socket: no TLS, no other layer.</summary>
    public static bool IsOnSocket(ConnectionContext connection) => connection.Transport.GetType().Assembly == SocketTransport;
}
