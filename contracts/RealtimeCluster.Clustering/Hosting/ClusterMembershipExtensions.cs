using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using RealtimeCluster.Clustering.Membership;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Gives a node the membership table that the configuration chooses.</summary>
internal static class ClusterMembershipExtensions
{
    /// <summary>Uses Redis, Azure tables, or what Orleans has read of its own settings by now; without any, the node is a cluster of its own.</summary>
    /// <param name="silo">The node.</param>
    /// <param name="cluster">The options.</param>
    /// <returns>Whether there is a table, and so other nodes.</returns>
    public static bool UseMembershipTable(this ISiloBuilder silo, ClusterOptions cluster)
    {
        // With more than one it will not start: the rules of the options say so.
        switch (MembershipTables.Find(cluster, silo.Configuration).FirstOrDefault())
        {
            case null:
                silo.UseSingleProcess(cluster);
                return false;
            case MembershipTables.Redis:
                silo.UseRedisClustering(redis => redis.ConfigurationOptions = RedisConnection.Parse(cluster.Redis!));
                break;
            case MembershipTables.AzureTables:
                silo.UseAzureTables(cluster.AzureTables!);
                break;
        }

        silo.UseEndpoints(cluster);
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, ClockGuard>());
        silo.Services.TryAddSingleton<DeathVerdict>();
        return true;
    }

    private static void UseSingleProcess(this ISiloBuilder silo, ClusterOptions cluster) => silo.UseLocalhostClustering(
        ReadPort(cluster.SiloPort) is > 0 and var port ? port : GetFreePort(),
        ReadPort(cluster.ClientPort) ?? 0,
        primarySiloEndpoint: null,
        cluster.ServiceId,
        cluster.ClusterId);

    // A connection that leads to no client is left to the rules, which run before any of this is used.
    private static void UseAzureTables(this ISiloBuilder silo, string connection) => silo.UseAzureStorageClustering(azure =>
    {
        if (AzureTableClients.TryCreate(connection, out var client))
        {
            azure.TableServiceClient = client;
        }
    });

    private static void UseEndpoints(this ISiloBuilder silo, ClusterOptions cluster)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(identity =>
        {
            identity.ClusterId = cluster.ClusterId;
            identity.ServiceId = cluster.ServiceId;
        });
        silo.ConfigureEndpoints(ReadPort(cluster.SiloPort) ?? EndpointOptions.DEFAULT_SILO_PORT, ReadPort(cluster.ClientPort) ?? EndpointOptions.DEFAULT_GATEWAY_PORT);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            if (cluster.AdvertisedAddress is { } address)
            {
                endpoints.AdvertisedIPAddress = IPAddress.Parse(address);

                // Listening where the others call, and nowhere else: these ports are for the cluster only.
                endpoints.SiloListeningEndpoint = new IPEndPoint(endpoints.AdvertisedIPAddress, endpoints.SiloPort);
                if (endpoints.GatewayPort != 0)
                {
                    endpoints.GatewayListeningEndpoint = new IPEndPoint(endpoints.AdvertisedIPAddress, endpoints.GatewayPort);
                }
            }
        });
    }

    // What is no port is left to the validation of the options: an exception here would hide the other faults.
    private static int? ReadPort(int? port) => port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort ? port : null;

    private static int GetFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
