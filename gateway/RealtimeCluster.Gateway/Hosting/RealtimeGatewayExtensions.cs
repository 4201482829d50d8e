using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Gateway.Admin;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Events;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.Gateway.Health;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.ServerApi;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Hosting;

/// <summary>Makes a web host that is a silo of the cluster one of its gateways.</summary>
public static class RealtimeGatewayExtensions
{
    /// <summary>Adds what a gateway is made of. The host must join the cluster with <see cref="UseRealtimeGateway"/>.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddRealtimeGateway(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMetrics>();
        services.AddOptionsWithValidateOnStart<LimitsOptions, LimitsOptionsValidator>().BindConfiguration(LimitsOptions.SectionName);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LimitsOptions>, MessageSizeRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<UplinkOptions>, MessageSizeRules>());
        services.AddRealtimeEnvironments();
        services.AddRealtimeHttp();
        services.AddSocketIO<RealtimeApplication>();
        services.AddForwarding();

        services.AddOptionsWithValidateOnStart<UplinkOptions, UplinkOptionsValidator>().BindConfiguration(UplinkOptions.SectionName);
        services.TryAddSingleton<UplinkServices>();
        services.TryAddSingleton<UplinkRegistry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStandingLinks, UplinkRegistry>(static provider => provider.GetRequiredService<UplinkRegistry>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStandingLinks, SessionStore>(static provider => provider.GetRequiredService<SessionStore>()));
        services.TryAddSingleton<IHoldings, LocalHoldings>();
        services.AddOptionsWithValidateOnStart<RecoveryOptions, RecoveryOptionsValidator>().BindConfiguration(RecoveryOptions.SectionName);
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<AwayConnections>();
        services.TryAddSingleton<ConnectionResumer>();
        services.TryAddSingleton<ResumeAttempts>();
        services.TryAddSingleton<KeptSessions>();
        services.TryAddSingleton<PositionSets>();
        services.TryAddSingleton<Resumptions>();
        services.TryAddSingleton<IOwnerCaller>(static provider => provider.GetRequiredService<UplinkRegistry>());
        services.TryAddSingleton<MissedJoins>();
        services.TryAddSingleton<IGapFiller>(static provider => provider.GetRequiredService<MissedJoins>());
        services.TryAddSingleton<LocalChannelIndex>();
        services.TryAddSingleton<FlushList>();
        services.TryAddSingleton<Rewinds>();
        services.TryAddSingleton<EventFanOut>();

        services.TryAddSingleton<ConnectionRegistry>();
        services.TryAddSingleton<IGrantedConnections>(static provider => provider.GetRequiredService<ConnectionRegistry>());
        services.TryAddSingleton<IJoinedConnections>(static provider => provider.GetRequiredService<ConnectionRegistry>());
        services.TryAddSingleton<IEventReceivers>(static provider => provider.GetRequiredService<ConnectionRegistry>());
        services.AddOptionsWithValidateOnStart<AdmissionOptions, AdmissionOptionsValidator>().BindConfiguration(AdmissionOptions.SectionName);
        services.TryAddSingleton<ConnectAdmission>();
        services.Replace(ServiceDescriptor.Singleton<IHandshakeGate>(static provider => provider.GetRequiredService<ConnectAdmission>()));
        services.TryAddSingleton<ConnectionServices>();
        services.TryAddSingleton<LocalConnections>();
        services.TryAddSingleton<RevocationFollower>();
        services.TryAddSingleton<Attachments>();

        services.AddPublishTracing();
        services.TryAddSingleton<IEventDispatcher, EventDispatcher>();
        services.TryAddSingleton<MemberEvents>();
        services.TryAddSingleton<MessageEvents>();
        services.TryAddSingleton<ServerEvents>();
        services.TryAddSingleton<EventRefusals>();
        services.TryAddSingleton<MemberQuery>();
        services.TryAddSingleton<IMemberQuery>(static provider => provider.GetRequiredService<MemberQuery>());

        services.AddServerApi();
        services.AddAdmin();

        // The web server's own log of requests has their addresses whole, and the REST of old clients has its key in there.
        services.AddLogging(static logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        services.TryAddSingleton<ReadinessProbe>();
        services.AddGatewayHealth();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StartBanner>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GatewayGauges>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OwnerLossWatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UplinkSweeper>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MissedJoinWatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StandstillWatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RevocationFollower>(static provider => provider.GetRequiredService<RevocationFollower>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AwayConnections>(static provider => provider.GetRequiredService<AwayConnections>()));
        return services;
    }

    /// <summary>Gives this node a stream of its own, and lets other gateways reach its sessions.</summary>
    /// <param name="silo">The node.</param>
    public static ISiloBuilder UseRealtimeGateway(this ISiloBuilder silo)
    {
        silo.UseGatewayInbox().UseForwarding();
        silo.AddGrainService<GatewayService>();
        return silo.UseAdmin();
    }

    /// <summary>Adds the realtime transports, get-members, the server API, the admin page and the probes.</summary>
    /// <param name="app">The web application.</param>
    public static WebApplication MapRealtimeGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseSocketIO<RealtimeApplication>("/realtime/", "/socket.io/");
        app.MapRealtimeHttp();
        app.MapServerApi();
        app.MapAdmin();
        app.MapReadiness();
        return app;
    }

    private static void AddGatewayHealth(this IServiceCollection services)
    {
        if (!services.Any(static service => service.ServiceType == typeof(TrafficHealthCheck)))
        {
            services.AddSingleton<TrafficHealthCheck>();
            services.AddHealthChecks().AddCheck<TrafficHealthCheck>("traffic", tags: [HealthTags.Ready]);
        }
    }

    private static void MapReadiness(this IEndpointRouteBuilder endpoints) => endpoints.MapRead(
        "/ready",
        static async (TrafficHealthCheck traffic, HttpContext context) =>
            (await traffic.CheckHealthAsync(new HealthCheckContext(), context.RequestAborted)).Status == HealthStatus.Healthy
            ? Results.Text("ready")
            : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable));
}
