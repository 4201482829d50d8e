using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Environments;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.Hosting;

/// <summary>A gateway's own registrations without a cluster: one owner stands for all of them, one shard for all shards. Nothing is started.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1);
    public static readonly ConnectionGrant Grant = new() { Environment = "shop", IsResumable = true };

    private readonly ServiceProvider _services;

    /// <summary>Makes one.</summary>
    /// <param name="owner">The owner of every log.</param>
    /// <param name="shard">Every session shard.</param>
    /// <param name="configuration">What it is configured with.</param>
    /// <param name="membershipGap">See <see cref="UplinkOptions.MembershipGap"/>: as in the product, unless nobody is there who advances the time.</param>
    public TestGateway(FakeOwner owner, FakeShard shard, string configuration = "{}", TimeSpan? membershipGap = null) => _services = new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton<IConfiguration>(TestEnvironments.Configure(configuration))
        .AddSingleton<TimeProvider>(Time)
        .AddSingleton(RecoveryTimes.Default)
        .AddSingleton(Stand.In<IGrainFactory>(method => method.ReturnType == typeof(ISessionShardGrain) ? shard : owner))
        .AddSingleton(Stand.In<ILocalSiloDetails>(static _ => Self))
        .AddSingleton(Stand.In<IHostApplicationLifetime>(static _ => CancellationToken.None))
        .AddSingleton(Stand.In<IGatewayClient>(static _ => throw new NotSupportedException("All other gateways are dead.")))
        .AddSingleton(Stand.In<ISiloStatusOracle>(static _ => SiloStatus.Dead))
        .AddSingleton(Stand.In<INodeSuspicion>(static _ => null))
        .AddSingleton(Stand.In<ILargeAnswers>(static _ => throw new NotSupportedException("There are no other nodes.")))
        .AddRealtimeGateway()
        .PostConfigure<UplinkOptions>(uplink => uplink.MembershipGap = membershipGap ?? uplink.MembershipGap)
        .BuildServiceProvider();

    public ArmedTimeProvider Time { get; } = new();

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A connection that can be resumed and that nobody has registered.</summary>
    public Connection CreateConnection(string id) => CreateResumed(id, generation: 0);

    /// <summary>A connection like <see cref="CreateConnection"/> that was taken over before.</summary>
    public Connection CreateResumed(string id, int generation, ConnectionGrant? grant = null) =>
        new(id, grant ?? Grant, Get<ConnectionServices>(), new Session(id, "secret", generation));

    /// <summary>Two connections of one shard, in which what is put in first is written first.</summary>
    public (Connection First, Connection Second) CreateConnectionsOfOneShard()
    {
        var ids = Enumerable.Range(0, SessionShards.Count + 1).Select(static i => $"c{i}").GroupBy(SessionShards.Of).First(static shard => shard.Count() > 1).ToArray();
        return (CreateConnection(ids[0]), CreateConnection(ids[1]));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
