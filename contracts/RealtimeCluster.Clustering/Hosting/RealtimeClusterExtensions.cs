using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.GrainDirectory;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Makes a process a node of the cluster, as section <c>Cluster</c> says.</summary>
public static class RealtimeClusterExtensions
{
    // At about 350 bytes each. More than the grains that one node calls in a few minutes.
    private const int KnownGrainCount = 200_000;

    /// <summary>Joins the cluster and sets up what silos and gateways share.</summary>
    /// <param name="builder">The host; its configuration must be complete.</param>
    /// <param name="configure">What this kind of node adds.</param>
    public static IHostApplicationBuilder UseRealtimeCluster(this IHostApplicationBuilder builder, Action<ISiloBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.DropLogNobodyTakes();
        builder.Services.TryAddSingleton(new SettingFaults(builder.Services));
        builder.Services.AddOptionsWithValidateOnStart<ClusterOptions, ClusterOptionsValidator>().BindConfiguration(ClusterOptions.SectionName);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterOptions>, ClusterOptionsRules>());
        var cluster = builder.Configuration.GetSection(ClusterOptions.SectionName).ReadValid<ClusterOptions>();
        builder.UseOrleans(silo =>
        {
            if (silo.UseMembershipTable(cluster) && cluster.Kubernetes)
            {
                silo.UseKubernetesPods();
            }

            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                // From loss to verdict: 12–18 s with Orleans' own values, two to three with these.
                membership.ProbeTimeout = cluster.ProbeTimeout;
                membership.NumMissedProbesLimit = 3;
                membership.NumVotesForDeathDeclaration = 2;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

                // When everything was killed, the first node that starts believes in the others until their signs of life are three of these old:
                // 15 s, and not 90.
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            });
            silo.Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.MaxMessageBodySize = cluster.MaxMessageBytes;

                // How long a grain waits that came to life behind a cut link and cannot be entered in the directory; then it is placed anew.
                messaging.SystemResponseTimeout = TimeSpan.FromSeconds(10);
            });

            silo.Services.TryAddSingleton<IGrainDirectoryCache>(static _ => new GrainAddressCache(KnownGrainCount));
            silo.Configure<GrainDirectoryOptions>(static directory =>
            {
                directory.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.Custom;
                directory.CacheSize = KnownGrainCount;
            });
            silo.Services.AddConnectionPlacement();
            silo.Services.TryAddSingleton(TimeProvider.System);
            silo.UseGatewayStreams();
            if (cluster.OrleansDashboard)
            {
                // Its stream of the whole log stays shut: what a log says is for those who read logs.
                silo.AddDashboard(static dashboard => dashboard.HideTrace = true);
            }

            configure(silo);
        });
        return builder;
    }

    // A file that KUBECONFIG names goes before the pod's own account, so that a node outside of a pod can be pointed at an API.
    private static void UseKubernetesPods(this ISiloBuilder silo) => silo.UseKubernetesHosting(
        static options => options.Configure(static hosting => hosting.GetClientConfiguration = KubernetesClientConfiguration.BuildDefaultConfig));
}
