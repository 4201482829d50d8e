using System.Net;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Gateway.WebSockets;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>The facts of the HTTP request that opened a session, copied so that the request itself is not kept.</summary>
public sealed class HandshakeRequest
{
    /// <summary>The path, for instance <c>/realtime/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The query string with its question mark.</summary>
    public required string Query { get; init; }

    /// <summary>The <c>Origin</c> header.</summary>
    public string? Origin { get; init; }

    /// <summary>The <c>X-Forwarded-For</c> headers, joined by commas.</summary>
    public string? ForwardedFor { get; init; }

    /// <summary>The <c>Host</c> header.</summary>
    public string? Host { get; init; }

    /// <summary>The <c>User-Agent</c> header.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The address of the peer: the client or the last proxy.</summary>
    public IPAddress? RemoteAddress { get; init; }

    internal static HandshakeRequest From(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers;
        return new HandshakeRequest
        {
            Path = request.Path.Value ?? "/",
            Query = request.QueryString.Value ?? "",
            Origin = NullIfEmpty(headers.Origin.ToString()),
            ForwardedFor = NullIfEmpty(headers["X-Forwarded-For"].ToString()),
            Host = NullIfEmpty(headers.Host.ToString()),
            UserAgent = NullIfEmpty(headers.UserAgent.ToString()),
            RemoteAddress = context.Connection.RemoteIpAddress,
        };
    }

    internal static HandshakeRequest From(UpgradeRequest request) => new()
    {
        Path = request.Path,
        Query = request.Query,
        Origin = request.Origin,
        ForwardedFor = request.ForwardedFor,
        Host = request.Host,
        UserAgent = request.UserAgent,
        RemoteAddress = request.RemoteAddress,
    };

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
