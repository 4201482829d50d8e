using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Lets the web server take what real clients send and it would refuse by default. What the host has set itself stays.</summary>
/// <remarks>A token in a query may be longer than 8 KiB, and a cookie of another page of the domain may be in any encoding.</remarks>
internal sealed class WebServerTolerance : IConfigureOptions<KestrelServerOptions>
{
    private const int DefaultLineBytes = 8 * 1024;

    // As much as Node grants a whole head, and the end of the line.
    private const int MaxLineBytes = (16 * 1024) + 2;

    private static readonly HeaderEncoding HeaderEncoding = new();

    public void Configure(KestrelServerOptions options)
    {
        if (options.Limits.MaxRequestLineSize == DefaultLineBytes)
        {
            options.Limits.MaxRequestLineSize = MaxLineBytes;
        }

        var chosen = options.RequestHeaderEncodingSelector;
        options.RequestHeaderEncodingSelector = name => chosen(name) ?? HeaderEncoding;
    }
}
