using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.ProtocolHost;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

/// <summary>
/// The protocol host as two gateways in one: a handshake reaches one, every later request of its session the other, which has to
/// forward it. Calls are short and small, so that what takes several in a cluster takes several here.
/// </summary>
public sealed class ForwardedProtocolServer() : ProtocolServer(
    static services =>
    {
        services.Configure<EngineIOOptions>(static options => options.DirectWebSockets = false);
        services.Configure<ForwardingOptions>(static options =>
        {
            options.CallHold = TimeSpan.FromMilliseconds(50);
            options.MaxCallBytes = 1024;
        });
        services.AddLocalForwarding();
        services.AddSingleton<IStartupFilter, OtherGateway>();
    },
    static app => app.UseEngineIO(new EngineIOEcho(), OtherGateway.Prefix))
{
    private sealed class OtherGateway : IStartupFilter
    {
        public const string Prefix = "/other/";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(static (context, rest) =>
            {
                if (context.Request.Path == "/engine.io/" && context.Request.Query.ContainsKey("sid") && !HttpMethods.IsOptions(context.Request.Method))
                {
                    context.Request.Path = Prefix;
                }

                return rest(context);
            });
            next(app);
        };
    }
}
