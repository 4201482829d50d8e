using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace RealtimeCluster.Gateway.ServerApi.Documentation;

/// <summary>Serves the API's description, which is the same for everybody: it is made once, and a caller that has it is told so.</summary>
internal sealed class ServerApiDocumentEndpoint([FromKeyedServices(ServerApiDocumentExtensions.Name)] IOpenApiDocumentProvider documents)
{
    private readonly Lock _lock = new();
    private Task<(byte[] Json, EntityTagHeaderValue Tag)>? _made;

    /// <summary>Answers one request.</summary>
    public async Task<IResult> ReadAsync(HttpContext context)
    {
        var (json, tag) = await Make().ConfigureAwait(false);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Bytes(json, "application/json; charset=utf-8", entityTag: tag);
    }

    private Task<(byte[] Json, EntityTagHeaderValue Tag)> Make()
    {
        lock (_lock)
        {
            return _made is null or { IsFaulted: true } ? _made = MakeAsync() : _made;
        }
    }

    private async Task<(byte[] Json, EntityTagHeaderValue Tag)> MakeAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync().ConfigureAwait(false);

        // Without servers its paths are those of wherever it was read.
        document.Servers = null;
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        var json = System.Text.Encoding.UTF8.GetBytes(text.ToString());
        return (json, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json))}\""));
    }
}
