using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Streams;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Health;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Registers the streams between silos and gateways.</summary>
public static class GatewayStreamExtensions
{
    /// <summary>Lets this node publish to gateways. May be called together with <see cref="UseGatewayInbox"/>, in any order, any number of times.</summary>
    /// <param name="silo">The node.</param>
    public static ISiloBuilder UseGatewayStreams(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.Services.Any(static service => service.ServiceType == typeof(OutboxRegistry)))
        {
            return silo;
        }

        silo.Services.AddOptionsWithValidateOnStart<OutboxOptions, OutboxOptionsValidator>().BindConfiguration(OutboxOptions.SectionName);
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OutboxOptions>, RecoveryTimesRules>());
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboxOptions>, RecoveryTimesRules>());
        silo.Services.TryAddSingleton<RecoveryTimes>();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboxOptions>, OutboxOptionsRules>());
        silo.Services.TryAddSingleton<ClusteringMetrics>();
        silo.Services.TryAddSingleton<INodeDoor, TcpNodeDoor>();
        silo.Services.TryAddSingleton<INodeSuspicion, RefusalDetector>();
        silo.Services.TryAddSingleton<IGatewayInboxClient, GatewayInboxClient>();
        silo.Services.TryAddSingleton<ClusterNodes>();
        silo.Services.TryAddSingleton<NodeLosses>();
        silo.Services.TryAddSingleton<IGatewayClient, GatewayClient>();
        silo.Services.TryAddSingleton<INodeClient, NodeClient>();
        silo.AddGrainService<NodeService>();
        silo.AddLargeAnswers();
        silo.Services.TryAddSingleton<IGatewayRelayClient, GatewayRelayClient>();
        silo.AddGrainService<GatewayRelayService>();
        silo.Services.TryAddSingleton<CutNodes>();
        silo.Services.TryAddSingleton<NodeLinks>();
        silo.Services.AddHostedService<NodeLinkWatcher>();
        silo.Services.AddPlacementDirector<RandomPlacement, ReachingPlacementDirector>();
        silo.Services.AddSingleton<OutboxRegistry>();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStandingLinks, OutboxRegistry>(static provider => provider.GetRequiredService<OutboxRegistry>()));
        silo.Services.TryAddSingleton<LinksHealthCheck>();
        silo.Services.AddHealthChecks().AddCheck<LinksHealthCheck>("links", tags: [HealthTags.Ready]);
        silo.Services.AddHostedService<ClusteringGauges>();
        silo.Services.AddHostedService<ClusterNodesWatcher>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<OutboxRegistry>());
        silo.Services.AddKeyedSingleton(GatewayStreams.ProviderName, static (provider, name) => new GatewayStreamAdapter(
            (string)name,
            provider.GetRequiredService<ILocalSiloDetails>().SiloAddress,
            provider.GetRequiredService<OutboxRegistry>(),
            provider.GetService<GatewayInbox>()));
        silo.AddPersistentStreams(
            GatewayStreams.ProviderName,
            static (provider, name) => provider.GetRequiredKeyedService<GatewayStreamAdapter>(name),
            static streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);

                // The agent sleeps this long after an empty read, which happens only while the consumer registers.
                streams.ConfigurePullingAgent(static agent => agent.Configure(static options => options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10)));
                streams.ConfigurePartitionBalancing(static (provider, name) => provider.GetRequiredKeyedService<GatewayStreamAdapter>(name));
            });
        return silo;
    }

    /// <summary>Gives this node a stream of its own: it is a gateway.</summary>
    /// <param name="silo">The node.</param>
    public static ISiloBuilder UseGatewayInbox(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (!silo.Services.Any(static service => service.ServiceType == typeof(GatewayInbox)))
        {
            silo.Services.AddSingleton<GatewayInbox>();
            silo.AddGrainService<GatewayInboxService>();
        }

        return silo.UseGatewayStreams();
    }

    private static void AddLargeAnswers(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton<AnswerStore>();
        silo.Services.TryAddSingleton<IPartClient, PartClient>();
        silo.Services.TryAddSingleton<ILargeAnswers>(static provider => new LargeAnswers(
            provider.GetRequiredService<AnswerStore>(),
            provider.GetRequiredService<IPartClient>(),
            provider.GetRequiredService<Serializer>(),
            provider.GetRequiredService<ILocalSiloDetails>().SiloAddress,
            provider.GetRequiredService<RecoveryTimes>(),
            provider.GetRequiredService<TimeProvider>()));
        silo.AddGrainService<PartService>();
    }
}
