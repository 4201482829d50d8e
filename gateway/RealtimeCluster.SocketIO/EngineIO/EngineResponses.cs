using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Writes the HTTP answers of Engine.IO. Any web page may read them: credentials travel in packets, never in cookies.</summary>
internal static class EngineResponses
{
    private const int ChunkBytes = 32 * 1024;

    private static readonly ReadOnlyMemory<byte> Ok = "ok"u8.ToArray();

    public static async Task WritePacketsAsync(HttpContext context, OutboundMessage[] packets, IWriteProgress progress, CancellationToken cancellationToken)
    {
        var writer = BeginPackets(context, PollingPayload.LengthOf(packets)).BodyWriter;
        for (var i = 0; i < packets.Length; i++)
        {
            if (i > 0)
            {
                writer.GetSpan(1)[0] = PacketType.Separator;
                writer.Advance(1);
            }

            for (var rest = packets[i].PollingForm; !rest.IsEmpty;)
            {
                var chunk = rest[..Math.Min(rest.Length, ChunkBytes)];
                chunk.Span.CopyTo(writer.GetSpan(chunk.Length));
                writer.Advance(chunk.Length);
                rest = rest[chunk.Length..];
                if (writer.UnflushedBytes >= ChunkBytes)
                {
                    await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                    progress.OnWriteMoved();
                }
            }
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins the response that carries packets.</summary>
    public static HttpResponse BeginPackets(HttpContext context, long length) =>
        Begin(context, StatusCodes.Status200OK, "text/plain; charset=UTF-8", length);

    public static Task WriteOkAsync(HttpContext context) =>
        Begin(context, StatusCodes.Status200OK, "text/html", Ok.Length).Body.WriteAsync(Ok, context.RequestAborted).AsTask();

    public static Task WriteErrorAsync(HttpContext context, EngineError error)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"code":{{(int)error}},"message":"{{Describe(error)}}"}""");
        return Begin(context, StatusCodes.Status400BadRequest, "application/json", body.Length).Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static void WriteStatus(HttpContext context, int status) => Begin(context, status, null, 0);

    /// <summary>RFC 9110, 10.2.3.</summary>
    public static void WriteRetryAfter(HttpContext context, TimeSpan delay)
    {
        WriteStatus(context, StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter = ((long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    public static void WritePreflight(HttpContext context)
    {
        var asked = context.Request.Headers.AccessControlRequestHeaders;
        var response = context.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlAllowMethods = "GET,HEAD,PUT,PATCH,POST,DELETE";
        response.Headers.AccessControlAllowHeaders = asked.Count > 0 ? asked : "*";
        response.Headers.Vary = "Access-Control-Request-Headers";
    }

    private static HttpResponse Begin(HttpContext context, int status, string? contentType, long length)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = length;
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.CacheControl = "no-store";
        return response;
    }

    private static string Describe(EngineError error) => error switch
    {
        EngineError.TransportUnknown => "Transport unknown",
        EngineError.SessionUnknown => "Session ID unknown",
        EngineError.BadHandshakeMethod => "Bad handshake method",
        EngineError.UnsupportedVersion => "Unsupported protocol version",
        _ => "Bad request",
    };
}
