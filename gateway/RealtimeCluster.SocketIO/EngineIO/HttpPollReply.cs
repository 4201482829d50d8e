using Microsoft.AspNetCore.Http;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Answers a poll on the HTTP request that it came with.</summary>
internal sealed class HttpPollReply(HttpContext context) : IPollReply, IPeerPollReply
{
    public CancellationToken Aborted => context.RequestAborted;

    public Task WriteAsync(OutboundMessage[] packets, IWriteProgress progress, CancellationToken cancellationToken) =>
        EngineResponses.WritePacketsAsync(context, packets, progress, cancellationToken);

    public Task WriteAsync(long totalBytes, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        if (!context.Response.HasStarted)
        {
            EngineResponses.BeginPackets(context, totalBytes);
        }

        return context.Response.Body.WriteAsync(part, cancellationToken).AsTask();
    }

    public void Abort() => context.Abort();
}
