using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Reads the body of a server's request whole.</summary>
internal sealed class RequestBody(BodyReader bodies, IOptions<PacketLimitsOptions> limits, IOptions<ServerApiOptions> options)
{
    private static readonly InboundParty Servers = new(InboundPartyKind.Servers);

    /// <summary>Reads it.</summary>
    /// <returns>The bytes, or why they cannot be had.</returns>
    public async Task<(ReadOnlyMemory<byte> Bytes, ServerProblem? Problem)> ReadAsync(HttpContext context)
    {
        var (bytes, fault) = await bodies.ReadAsync(context, limits.Value.MaxFrameBytes, options.Value.BodyTimeout, Servers).ConfigureAwait(false);
        return (bytes, fault switch
        {
            BodyFault.None => null,
            BodyFault.TooLarge => ServerProblem.BodyTooLarge,
            BodyFault.TooSlow => ServerProblem.BodyTimeout,
            BodyFault.NoMemory => ServerProblem.Busy,
            BodyFault.Encoded => ServerProblem.ContentEncodingUnsupported,
            _ => ServerProblem.InvalidBody,
        });
    }
}
