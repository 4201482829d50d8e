using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Reads a request that sends one event: as JSON, or as bytes that become its message, with the event's name in the query.</summary>
internal sealed class SendRequestReader(RequestBody body, SendRules rules, IOptions<LimitsOptions> limits)
{
    private const string NameParameter = "eventName";

    private static readonly byte[] OnePlaceholder = "{\"_placeholder\":true,\"num\":0}"u8.ToArray();

    private readonly int _maxDepth = limits.Value.MaxJsonDepth;

    /// <summary>How the body of a request is to be read.</summary>
    private enum BodyKind
    {
        Json,
        Bytes,
    }

    /// <summary>Whether a request says that its body is JSON.</summary>
    public static bool IsJson(HttpRequest request) => KindOf(request) == BodyKind.Json;

    /// <summary>Reads it.</summary>
    /// <returns>A valid name and the message, or what is wrong.</returns>
    public async Task<(SendFields Fields, ServerProblem? Problem)> ReadAsync(HttpContext context)
    {
        if (KindOf(context.Request) is not { } kind)
        {
            return (default, ServerProblem.MediaTypeUnsupported);
        }

        var (bytes, problem) = await body.ReadAsync(context).ConfigureAwait(false);
        if (problem is not null)
        {
            return (default, problem);
        }

        SendFields fields;
        if (kind == BodyKind.Bytes)
        {
            fields = new SendFields { EventName = context.Request.Query[NameParameter], Message = new Payload(OnePlaceholder, [bytes.ToArray()]) };
        }
        else
        {
            problem = SendReader.ReadOne(bytes.Span, _maxDepth, out fields);
        }

        return (fields, problem ?? rules.CheckName(fields.EventName));
    }

    private static BodyKind? KindOf(HttpRequest request) => !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? null
        : type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? BodyKind.Json
        : type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) ? BodyKind.Bytes
        : null;
}
