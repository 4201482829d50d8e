using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>One file of the page, as it lies in this assembly.</summary>
internal sealed class PageFile
{
    private readonly byte[] _bytes;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _tag;

    public PageFile(byte[] bytes, string contentType)
    {
        _bytes = bytes;
        _contentType = contentType;
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");
    }

    /// <summary>Serves it. Browsers keep it but ask each time, so that a page never runs with files of another version than its own.</summary>
    public IResult Serve(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(_bytes, _contentType, entityTag: _tag);
    }
}
