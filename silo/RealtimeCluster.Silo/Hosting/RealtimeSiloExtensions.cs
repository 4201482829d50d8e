using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Hosting;

/// <summary>Makes an Orleans silo one that owns channels.</summary>
public static class RealtimeSiloExtensions
{
    /// <summary>Lets channels, broadcasts and user channels live on this silo.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder UseRealtimeSilo(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.Services.Any(static service => service.ServiceType == typeof(OwnerRegistry)))
        {
            return silo;
        }

        silo.Services.AddOptionsWithValidateOnStart<RecoveryOptions, RecoveryOptionsValidator>().BindConfiguration(RecoveryOptions.SectionName);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<SiloMetrics>();
        silo.Services.AddSingleton<RestingLogs>();
        silo.Services.AddSingleton<OwnerRegistry>();
        silo.Services.AddSingleton<ShardRegistry>();
        silo.Services.AddSingleton<LostSessionKeeper>();
        silo.Services.AddSingleton<IOwnerReporter, OwnerReporter>();
        silo.Services.AddSingleton<IPredecessors>(static provider => provider.GetRequiredService<OwnerRegistry>());
        silo.Services.AddSingleton<IPredecessors>(static provider => provider.GetRequiredService<ShardRegistry>());
        silo.Services.AddSingleton<ILastSnapshotSource>(static provider => provider.GetRequiredService<OwnerRegistry>());
        silo.Services.AddSingleton<ILastSnapshotSource>(static provider => provider.GetRequiredService<ShardRegistry>());
        silo.Services.AddSingleton<RecoveryClock>();
        silo.Services.AddSingleton<GatewayDeaths>();
        silo.Services.AddSingleton<ClusterChanges>();
        silo.Services.AddHostedService<ClusterChangeWatcher>();
        silo.Services.AddSingleton<MembershipCheck>();
        silo.Services.AddSingleton<EstateNotices>();
        silo.Services.AddSingleton<EstatePlaces>();
        silo.Services.AddSingleton<LeftEstates>();
        silo.Services.AddSingleton<IOwnerClient, OwnerServiceClient>();
        silo.AddGrainService<OwnerService>();
        silo.Services.AddSingleton<GatewayAsks>();
        silo.Services.AddSingleton<GatewayGatherer>();
        silo.Services.AddSingleton<StartLimits>();
        silo.Services.AddSingleton<ChannelOwnerServices>();
        silo.Services.AddHostedService<GatewayLossWatcher>();
        silo.Services.AddSingleton<SuccessorWaker>();
        silo.Services.AddHostedService(static provider => provider.GetRequiredService<SuccessorWaker>());
        silo.Services.AddSingleton<LastHandOver>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<LastHandOver>());
        silo.Services.AddHostedService<OwnerSweeper>();
        silo.Services.AddHostedService<OwnerBalancer>();
        silo.Services.AddConnectionPlacement();
        silo.AddRealtimeStorage();
        silo.AddDurability();
        return silo.UseGatewayStreams();
    }
}
