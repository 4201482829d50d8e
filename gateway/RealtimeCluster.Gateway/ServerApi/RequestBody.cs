using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Reads the body of a request whole, as long as its size and the time it takes are within bounds.</summary>
internal sealed class RequestBody(IOptions<LimitsOptions> limits, IOptions<ServerApiOptions> options, TimeProvider time)
{
    private const int FirstBufferBytes = 4_096;

    private readonly int _maxBytes = limits.Value.MaxFrameBytes;
    private readonly TimeSpan _timeout = options.Value.BodyTimeout;

    /// <summary>Reads it.</summary>
    /// <returns>The bytes, or why they cannot be had.</returns>
    public async Task<(ReadOnlyMemory<byte> Bytes, ServerProblem? Problem)> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The web server's own bound is another one; what counts here is what one frame of a client may be.
            size.MaxRequestBodySize = _maxBytes;
        }

        if (context.Request.ContentLength > _maxBytes)
        {
            return (default, ServerProblem.BodyTooLarge);
        }

        using var deadline = new CancellationTokenSource(_timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await ReadAsync(context.Request.Body, end.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            return (default, exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => ServerProblem.BodyTooLarge,
                StatusCodes.Status408RequestTimeout => ServerProblem.BodyTimeout,
                _ => ServerProblem.InvalidBody,
            });
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Chunks whose size is none: of some the web server says so in its own words only.
            return (default, ServerProblem.InvalidBody);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (default, ServerProblem.BodyTimeout);
        }
    }

    private async Task<(ReadOnlyMemory<byte>, ServerProblem?)> ReadAsync(Stream body, CancellationToken end)
    {
        // It grows with what has come, not with what was announced.
        var buffer = new ArrayBufferWriter<byte>(FirstBufferBytes);
        while (true)
        {
            var count = await body.ReadAsync(buffer.GetMemory(FirstBufferBytes), end).ConfigureAwait(false);
            if (count == 0)
            {
                return (buffer.WrittenMemory, null);
            }

            buffer.Advance(count);
            if (buffer.WrittenCount > _maxBytes)
            {
                return (default, ServerProblem.BodyTooLarge);
            }
        }
    }
}
