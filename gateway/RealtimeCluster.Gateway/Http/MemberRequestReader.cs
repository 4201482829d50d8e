using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Rules;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Reads the channel's name from the body of a get-members request, whichever way it was sent.</summary>
internal sealed class MemberRequestReader(BodyReader bodies)
{
    public const int MaxBodyBytes = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string Field = "channel";
    private const int MaxBoundaryLength = 128;

    /// <summary>Finds out how the body is to be read; a request that does not say is taken as JSON.</summary>
    public static bool TryGetMediaType(HttpRequest request, out MediaType mediaType)
    {
        var text = request.ContentType;
        mediaType = text switch
        {
            null or "" => MediaType.Json,
            _ when text.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) => MediaType.Json,
            _ when text.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) => MediaType.Form,
            _ when text.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) => MediaType.Multipart,
            _ => (MediaType)(-1),
        };
        return (int)mediaType >= 0;
    }

    /// <summary>Reads the name, trimmed; empty if there is none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mediaType">How its body is to be read.</param>
    /// <param name="environment">The environment whose members are asked for.</param>
    /// <returns>The name, or why the body could not be read.</returns>
    public async Task<(string Channel, HttpFault? Fault)> ReadAsync(HttpContext context, MediaType mediaType, string environment)
    {
        try
        {
            var (bytes, fault) = await bodies.ReadAsync(context, MaxBodyBytes, Patience, InboundParty.ClientsOf(environment)).ConfigureAwait(false);
            if (fault != BodyFault.None)
            {
                return (string.Empty, FaultOf(fault));
            }

            var body = bytes.ToArray();
            var channel = mediaType switch
            {
                MediaType.Json => ReadJson(body),
                MediaType.Form => await ReadFormAsync(body, context.RequestAborted).ConfigureAwait(false),
                _ => await ReadMultipartAsync(body, context.Request.ContentType, context.RequestAborted).ConfigureAwait(false),
            };
            return (channel.Trim(), null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or IOException or InvalidOperationException)
        {
            // The last of them for a name that is no valid UTF-16.
            return (string.Empty, HttpFault.BodyMalformed);
        }
    }

    private static HttpFault FaultOf(BodyFault fault) => fault switch
    {
        BodyFault.TooLarge => HttpFault.BodyTooLarge,
        BodyFault.TooSlow => HttpFault.BodyTooSlow,
        BodyFault.NoMemory => HttpFault.Busy,
        BodyFault.Encoded => HttpFault.ContentEncodingUnsupported,
        _ => HttpFault.BodyMalformed,
    };

    private static string ReadJson(byte[] body)
    {
        if (body.Length == 0)
        {
            return string.Empty;
        }

        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            throw new JsonException("The body is neither an object nor an array.");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Field, out var channel))
        {
            return string.Empty;
        }

        // By way of the canonical form, which unlike GetString knows lone surrogates.
        return ChannelToken.TryRead(JsonMarshal.GetRawUtf8Value(channel), out var name) ? ChannelName.ToText(name) : string.Empty;
    }

    private static async Task<string> ReadFormAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var reader = new FormReader(new MemoryStream(body)) { ValueLengthLimit = MaxBodyBytes };
        var form = await reader.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        return form.TryGetValue(Field, out var values) ? values[0] ?? string.Empty : string.Empty;
    }

    private static async Task<string> ReadMultipartAsync(byte[] body, string? contentType, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? HeaderUtilities.RemoveQuotes(parsed.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundaryLength)
        {
            throw new InvalidDataException("The multipart body has no usable boundary.");
        }

        var reader = new MultipartReader(boundary, new MemoryStream(body));
        while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
        {
            if (section.AsFormDataSection() is { } field && field.Name == Field)
            {
                return await field.GetValueAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return string.Empty;
    }
}
