using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Reads the body of a request whole, as long as its size, its pace and the memory it takes are within bounds.</summary>
/// <remarks>The memory counts with that of all clients, and until the request is answered.</remarks>
internal sealed class BodyReader(InboundMemory memory, IClientAddresses addresses, TimeProvider time)
{
    private const string Identity = "identity";

    /// <summary>Reads it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">Most bytes it may have.</param>
    /// <param name="patience">The time it may take, and a large one wait for memory; see <see cref="BodyPace"/>.</param>
    /// <param name="party">On whose behalf.</param>
    /// <returns>The bytes, or why they cannot be had.</returns>
    public async Task<(ReadOnlyMemory<byte> Bytes, BodyFault Fault)> ReadAsync(HttpContext context, int maxBytes, TimeSpan patience, InboundParty party)
    {
        if (IsEncoded(context.Request))
        {
            // RFC 9110, 15.5.16: so says an answer of 415 that the encoding was at fault, and which ones are taken.
            context.Response.Headers.AcceptEncoding = Identity;
            return (default, BodyFault.Encoded);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size && size.MaxRequestBodySize < maxBytes)
        {
            // The web server's own bound is another one. It is not lowered: beyond it connections are closed, and that takes other requests along.
            size.MaxRequestBodySize = maxBytes;
        }

        if (context.Request.ContentLength > maxBytes)
        {
            return (default, BodyFault.TooLarge);
        }

        using var deadline = new CancellationTokenSource(patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var reading = new Reading(context, maxBytes, patience, party);
        try
        {
            return await ReadAsync(reading, deadline, stop).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            return (default, exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => BodyFault.TooLarge,
                StatusCodes.Status408RequestTimeout => BodyFault.TooSlow,
                _ => BodyFault.Broken,
            });
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Chunks whose size is none: of some the web server says so in its own words only.
            return (default, BodyFault.Broken);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (default, BodyFault.TooSlow);
        }
        finally
        {
            if (!reading.IsComplete)
            {
                // Others wait for it; the answer may take as long as the web server reads the rest.
                reading.Held?.Dispose();
            }
        }
    }

    private static bool IsEncoded(HttpRequest request)
    {
        foreach (var encoding in request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding))
        {
            if (!encoding.Equals(Identity, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<(ReadOnlyMemory<byte> Bytes, BodyFault Fault)> ReadAsync(Reading reading, CancellationTokenSource deadline, CancellationTokenSource stop)
    {
        // It grows with what has come, not with what was announced.
        var buffer = new ArrayBufferWriter<byte>(InboundMemory.FreeBytes);
        var pace = new BodyPace(reading.Patience, time);
        var paced = 0;
        while (true)
        {
            if (buffer.FreeCapacity == 0)
            {
                reading.Held ??= RequestMemory.Begin(memory, reading.Context, addresses, reading.Party, stop);
                if (await reading.Held.ReserveAsync(buffer.Capacity, reading.Patience, stop.Token).ConfigureAwait(false) is { } refusal)
                {
                    return (default, refusal);
                }
            }

            var count = await reading.Context.Request.ReadBodyAsync(buffer.GetMemory(), stop.Token).ConfigureAwait(false);
            if (count == 0)
            {
                reading.IsComplete = true;
                reading.Held?.Complete();
                return (buffer.WrittenMemory, BodyFault.None);
            }

            buffer.Advance(count);
            reading.Held?.Arrived(count);
            if (buffer.WrittenCount > reading.MaxBytes)
            {
                return (default, BodyFault.TooLarge);
            }

            if (buffer.WrittenCount - paced >= InboundMemory.ProgressBytes)
            {
                paced = buffer.WrittenCount;
                deadline.CancelAfter(pace.Left(paced));
            }
        }
    }

    /// <summary>What is read, how, and how far it is.</summary>
    private sealed class Reading(HttpContext context, int maxBytes, TimeSpan patience, InboundParty party)
    {
        public HttpContext Context => context;

        public int MaxBytes => maxBytes;

        public TimeSpan Patience => patience;

        public InboundParty Party => party;

        public RequestMemory? Held { get; set; }

        public bool IsComplete { get; set; }
    }
}
