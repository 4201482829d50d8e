using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>
/// Reads a request that sends events: as JSON, as JSON with binary parts, or, for one event, as bytes that become its message, with the
/// event's name in the query.
/// </summary>
internal sealed class SendRequestReader(RequestBody body, SendRules rules, IOptions<PacketLimitsOptions> limits, IOptions<ServerApiOptions> options)
{
    /// <summary>JSON in which binary parts stand as Node's <c>Buffer</c> writes itself.</summary>
    public const string BuffersType = "application/vnd.realtime.buffers+json";

    private const string NameParameter = "eventName";

    private static readonly byte[] OnePlaceholder = "{\"_placeholder\":true,\"num\":0}"u8.ToArray();

    private readonly MessageRules _messages = new(limits.Value.MaxJsonDepth, HasBinary: false, limits.Value.MaxAttachmentCount);
    private readonly int _maxCount = options.Value.MaxBatchCount;

    /// <summary>How the body of a request is to be read.</summary>
    private enum BodyKind
    {
        Json,
        Buffers,
        Bytes,
    }

    /// <summary>Whether a request says that its body is plain JSON.</summary>
    public static bool IsJson(HttpRequest request) => KindOf(request) == BodyKind.Json;

    /// <summary>Reads one event.</summary>
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
            problem = SendReader.ReadOne(bytes.Span, _messages with { HasBinary = kind == BodyKind.Buffers }, out fields);
        }

        return (fields, problem ?? rules.CheckName(fields.EventName));
    }

    /// <summary>Reads a batch, whose events may be faulty each for itself.</summary>
    /// <returns>The events, or what is wrong with the whole.</returns>
    public async Task<(List<SendFields> Batch, ServerProblem? Problem)> ReadBatchAsync(HttpContext context)
    {
        var kind = KindOf(context.Request);
        if (kind is not (BodyKind.Json or BodyKind.Buffers))
        {
            return ([], ServerProblem.MediaTypeUnsupported);
        }

        var (bytes, problem) = await body.ReadAsync(context).ConfigureAwait(false);
        if (problem is not null)
        {
            return ([], problem);
        }

        problem = SendReader.ReadBatch(bytes.Span, _messages with { HasBinary = kind == BodyKind.Buffers }, _maxCount, out var batch);
        return (batch, problem);
    }

    private static BodyKind? KindOf(HttpRequest request) => !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? null
        : type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? BodyKind.Json
        : type.MediaType.Equals(BuffersType, StringComparison.OrdinalIgnoreCase) ? BodyKind.Buffers
        : type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) ? BodyKind.Bytes
        : null;
}
