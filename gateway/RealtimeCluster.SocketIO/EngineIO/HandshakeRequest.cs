using System.Net;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The facts of the HTTP request that opened a session, copied so that the request itself is not kept.</summary>
public sealed class HandshakeRequest
{
    /// <summary>The <c>Origin</c> header.</summary>
    public string? Origin { get; init; }

    /// <summary>The <c>X-Forwarded-For</c> headers, joined by commas.</summary>
    public string? ForwardedFor { get; init; }

    /// <summary>The address of the peer: the client or the last proxy.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Whether the client's library may be one that can come back with its positions.</summary>
    public bool MayRecover { get; init; }

    /// <summary>Whether the client takes binary packets only as base64 text.</summary>
    internal bool IsTextOnly { get; init; }

    internal static HandshakeRequest From(HttpContext context)
    {
        var headers = context.Request.Headers;
        return new HandshakeRequest
        {
            Origin = NullIfEmpty(headers.Origin.ToString()),
            ForwardedFor = NullIfEmpty(headers["X-Forwarded-For"].ToString()),
            RemoteAddress = context.Connection.RemoteIpAddress,
            MayRecover = ClientLibrary.MayRecover(context.Request.QueryString.Value, headers.UserAgent.ToString()),
            IsTextOnly = EngineQuery.Read(context.Request.QueryString.Value).IsTextOnly,
        };
    }

    internal static HandshakeRequest From(UpgradeRequest request) => new()
    {
        Origin = request.Origin,
        ForwardedFor = request.ForwardedFor,
        RemoteAddress = request.RemoteAddress,
        MayRecover = ClientLibrary.MayRecover(request.Query, request.UserAgent),
        IsTextOnly = EngineQuery.Read(request.Query).IsTextOnly,
    };

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
