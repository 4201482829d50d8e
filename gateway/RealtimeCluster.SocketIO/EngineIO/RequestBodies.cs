using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Reads the bodies of requests so that whoever gives up leaves them in order.</summary>
internal static class RequestBodies
{
    /// <summary>Reads what has come, or waits for some.</summary>
    /// <remarks>
    /// The web server drains the rest of a body behind its answer. A read that its token cancelled counts as under way for it: it logs an error each time, which
    /// strangers could have it do as often as they like. A pending read that is cancelled is over.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="destination">Where to; not empty.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>How many bytes came; 0 at the end.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="IOException">The client is gone, or what it sends is no body.</exception>
    public static async ValueTask<int> ReadBodyAsync(this HttpRequest request, Memory<byte> destination, CancellationToken stop)
    {
        var body = request.BodyReader;
        using var giveUp = stop.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
        while (true)
        {
            var read = await body.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var taken = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, destination.Length));
            taken.CopyTo(destination.Span);
            var count = (int)taken.Length;
            body.AdvanceTo(taken.End);
            stop.ThrowIfCancellationRequested();
            if (count > 0 || read.IsCompleted)
            {
                return count;
            }
        }
    }
}
