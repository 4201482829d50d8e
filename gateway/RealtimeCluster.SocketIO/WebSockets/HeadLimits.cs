using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>How large the head of a request may be, as the web server counts it. What is larger is left to it to refuse.</summary>
/// <param name="MaxLineBytes">Longest request line, with its end.</param>
/// <param name="MaxHeadersBytes">Most bytes of headers, with their ends.</param>
/// <param name="MaxHeaderCount">Most headers.</param>
internal readonly record struct HeadLimits(int MaxLineBytes, int MaxHeadersBytes, int MaxHeaderCount)
{
    public static HeadLimits Of(KestrelServerLimits limits) => new(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount);
}
