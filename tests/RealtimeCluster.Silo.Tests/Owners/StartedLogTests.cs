using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Silo.Tests.Durability;
using RealtimeCluster.Silo.Tests.Log;
using RealtimeCluster.Silo.Tests.Succession;

namespace RealtimeCluster.Silo.Tests.Owners;

/// <summary>Where the log of an owner that starts comes from: a predecessor, what gateways hold, storage, or nowhere; and with which epoch and term.</summary>
public sealed class StartedLogTests : IDisposable
{
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");
    private static readonly GrainId Owner = GrainId.Create("realtime.channel", "shop/c");
    private static readonly SiloAddress Silo = LogBuilder.Gateway(100).Address;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeGateways _gateways = new();
    private readonly FakeStorage _storage = new();
    private readonly SiloMetrics _metrics;
    private readonly SnapshotRegistry _snapshots;
    private readonly StartLimits _starts;
    private readonly RecoveryClock _clock;

    public StartedLogTests()
    {
        _metrics = new SiloMetrics(_services.GetRequiredService<IMeterFactory>());
        var durability = Options.Create(new DurabilityOptions { Enabled = true });
        _snapshots = new SnapshotRegistry(_storage, durability, _metrics, TimeProvider.System, NullLogger<SnapshotRegistry>.Instance);
        _starts = new StartLimits(Options.Create(new GrainCollectionOptions()), durability, TimeProvider.System);
        _clock = new RecoveryClock(Options.Create(new RecoveryOptions()), _time);
    }

    [Fact]
    public async Task Start_NobodyKnowsTheLog_IsEmptyInAnEpochOfItsOwn()
    {
        var started = await StartAsync(new FakeSilos());

        Assert.Equal((StartedLog.Source.New, 0), (started.Origin, started.Log.LastOffset));
    }

    [Fact]
    public async Task Start_APredecessorHandsOver_GoesOnWithItAndReadsNoEvents()
    {
        var gateway = Follower(epoch: 1, offsets: [1, 2]);

        var started = await StartAsync(new FakeSilos((Silo, static _ => FakeOwner.Estate(10, lastOffset: 5))));

        Assert.Equal((StartedLog.Source.Cluster, true, 1, 5), (started.Origin, started.IsProven, started.Log.Epoch, started.Log.LastOffset));
        Assert.Equal(0, gateway.ReadCount);
    }

    [Fact]
    public async Task Start_ALogRestedWhileOthersWentOnWithoutIt_GoesOnWithWhatTheGatewaysHold()
    {
        var gateway = Follower(epoch: 7, offsets: [1, 2]);

        var started = await StartAsync(new FakeSilos((Silo, static _ => FakeOwner.Estate(10, lastOffset: 5))));

        Assert.Equal((StartedLog.Source.Cluster, true, 7, 2), (started.Origin, started.IsProven, started.Log.Epoch, started.Log.LastOffset));
        Assert.Equal(1, gateway.ReadCount);
    }

    [Fact]
    public async Task Start_TheClusterHasNotChangedForLong_AsksNoGateway()
    {
        Follower(epoch: 7, offsets: [1, 2]);

        var started = await StartAsync(new FakeSilos((Silo, static _ => null)), TestGatherer.Settled());

        Assert.Equal((StartedLog.Source.New, 0), (started.Origin, started.Log.LastOffset));
    }

    [Fact]
    public async Task Start_GatewaysProveTheLog_GoesOnInItsEpochWithoutAskingStorage()
    {
        Follower(epoch: 7, offsets: [1, 2]);
        _storage.Stored = new Snapshot { Term = 1, IsFinal = true, Log = FakeOwner.Estate(1, lastOffset: 9) };

        var started = await StartAsync(new FakeSilos());

        Assert.Equal((StartedLog.Source.Cluster, true, 7, 2), (started.Origin, started.IsProven, started.Log.Epoch, started.Log.LastOffset));
        Assert.Equal(0, _storage.CallCount);
    }

    [Fact]
    public async Task Start_AGatewayIsSilent_BeginsAnEpochWithWhatTheOthersHold()
    {
        Follower(epoch: 7, offsets: [1, 2]);
        _gateways.Add(LogBuilder.Gateway(2)).IsSilent = true;

        var started = await StartAsync(new FakeSilos());

        Assert.Equal((StartedLog.Source.Cluster, false, 2), (started.Origin, started.IsProven, started.Log.LastOffset));
        Assert.True(started.Log.Epoch > 7);
    }

    [Fact]
    public async Task Start_NobodyKnowsTheLogButStorage_GoesOnWithAFinalSnapshot()
    {
        _storage.Stored = new Snapshot { Term = 1, IsFinal = true, Log = FakeOwner.Estate(1, lastOffset: 9) };

        var started = await StartAsync(new FakeSilos());

        Assert.Equal((StartedLog.Source.Storage, true, 1, 9), (started.Origin, started.IsProven, started.Log.Epoch, started.Log.LastOffset));
        Assert.False(_storage.Stored.IsFinal);
    }

    [Fact]
    public async Task Start_StorageHasASnapshotThatIsNotFinal_BeginsAnEpochAfterIt()
    {
        _storage.Stored = new Snapshot { Term = 1, Log = FakeOwner.Estate(1, lastOffset: 9) };

        var started = await StartAsync(new FakeSilos());

        Assert.Equal((StartedLog.Source.Storage, false, 9), (started.Origin, started.IsProven, started.Log.LastOffset));
        Assert.True(started.Log.Epoch > 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_AnEarlierLifeHadAHigherTerm_HasAHigherOneYet(bool isStored)
    {
        var high = _clock.NextLife() + 1000;
        if (isStored)
        {
            _storage.Stored = new Snapshot { Term = high, IsFinal = true, Log = FakeOwner.Estate(high) };
        }
        else
        {
            Follower(epoch: 7, offsets: [1]).Held = new GatewayAssertion { Gateway = LogBuilder.Gateway(1), Term = high, Position = new StreamPosition(7, 1), TailStart = 2 };
        }

        var started = await StartAsync(new FakeSilos());

        Assert.True(started.Log.Term > high);
    }

    [Fact]
    public async Task Start_ThePredecessorsClockIsAhead_AsksAgainWithATermThatItObeys()
    {
        var ahead = _clock.NextLife() + (3_600_000L << 20);
        var silos = new FakeSilos((Silo, term => term > ahead ? FakeOwner.Estate(ahead, lastOffset: 5) : throw new HigherTermException(ahead)));

        var started = await StartAsync(silos);

        Assert.Equal((StartedLog.Source.Cluster, 5), (started.Origin, started.Log.LastOffset));
        Assert.Equal(2, silos.Terms.Count);
        Assert.True(started.Log.Term > ahead);
    }

    public void Dispose()
    {
        _starts.Dispose();
        _snapshots.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    private FakeGateway Follower(long epoch, params long[] offsets)
    {
        var gateway = _gateways.Add(LogBuilder.Gateway(1));
        gateway.Follow(Channel, epoch, term: 1, Array.ConvertAll(offsets, static offset => new ChannelEvent { Kind = ChannelEventKind.Message, Offset = offset }));
        return gateway;
    }

    private Task<StartedLog> StartAsync(FakeSilos silos, ClusterChanges? changes = null)
    {
        var services = new ChannelOwnerServices(
            registry: null!,
            self: null!,
            silos: null!,
            TestGatherer.Create(_gateways, silos, changes: changes),
            _starts,
            estates: null!,
            _clock,
            _snapshots,
            Options.Create(new RecoveryOptions()),
            _metrics,
            _time,
            answers: null!,
            streams: null!,
            NullLogger<ChannelOwnerGrain>.Instance);
        return StartedLog.StartAsync(services, Owner, Channel, _snapshots.FindOrCreate(Owner), new EstateClaim(static _ => { }), TestGatherer.Deadline());
    }
}
