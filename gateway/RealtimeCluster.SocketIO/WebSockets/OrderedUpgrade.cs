using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>
/// Stands before the server's upgrade features, so that the WebSocket the middleware builds writes through an
/// <see cref="OrderedWriteStream"/> that the session shares.
/// </summary>
internal sealed class OrderedUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    /// <summary>The shared connection; null until the upgrade.</summary>
    public OrderedWriteStream? Stream { get; private set; }

    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest ?? false;

    public bool IsExtendedConnect => connect?.IsExtendedConnect ?? false;

    public string? Protocol => connect?.Protocol;

    /// <summary>Puts an instance in place of the features of a request.</summary>
    public static void Install(HttpContext context)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        var connect = context.Features.Get<IHttpExtendedConnectFeature>();
        if (upgrade?.IsUpgradableRequest == true || connect?.IsExtendedConnect == true)
        {
            var ordered = new OrderedUpgrade(upgrade, connect);
            context.Features.Set(ordered);
            context.Features.Set<IHttpUpgradeFeature>(ordered);
            context.Features.Set<IHttpExtendedConnectFeature>(ordered);
        }
    }

    public async Task<Stream> UpgradeAsync() => Stream = new OrderedWriteStream(await upgrade!.UpgradeAsync().ConfigureAwait(false));

    public async ValueTask<Stream> AcceptAsync() => Stream = new OrderedWriteStream(await connect!.AcceptAsync().ConfigureAwait(false));
}
