using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Contracts.Tests.Membership;

public sealed class RefusalDetectorTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SiloAddress Node = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ClusteringMetrics _metrics;
    private readonly FakeDoor _door = new();
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SiloStatus _status = SiloStatus.Active;
    private int _kills;
    private int _refreshes;
    private bool _cannotKill;

    public RefusalDetectorTests() => _metrics = new ClusteringMetrics(_services.GetRequiredService<IMeterFactory>());

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Suspect_NodeRefusesEveryTime_IsDeclaredDeadOnce()
    {
        var detector = Create();

        for (var i = 0; i < 50; i++)
        {
            detector.Suspect(Node);
        }

        await _killed.Task.WaitAsync(Deadline);
        detector.Suspect(Node);
        await detector.DisposeAsync();
        Assert.Equal((1, 3), (_kills, _door.KnockCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Suspect_NodeAnswersOnce_IsLeftAlone(int answersAt)
    {
        _door.AnswersAt = answersAt;
        var detector = Create();

        detector.Suspect(Node);

        await _door.Answered.WaitAsync(Deadline);
        await detector.DisposeAsync();
        Assert.Equal(0, _kills);
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Dead)]
    public async Task Suspect_NodeThatIsNotActive_IsNotEvenKnockedAt(SiloStatus status)
    {
        _status = status;
        var detector = Create();

        detector.Suspect(Node);

        await detector.DisposeAsync();
        Assert.Equal((0, 0), (_kills, _door.KnockCount));
    }

    [Fact]
    public async Task Suspect_SwitchedOff_DoesNothing()
    {
        var detector = Create(trustRefusals: false);

        detector.Suspect(Node);

        await detector.DisposeAsync();
        Assert.Equal(0, _door.KnockCount);
    }

    [Fact]
    public async Task Suspect_NobodyAnswers_ProvesNothing()
    {
        _door.IsSilent = true;
        var detector = Create();

        detector.Suspect(Node);

        await _door.GivenUp.WaitAsync(Deadline);
        await detector.DisposeAsync();
        Assert.Equal((0, 1), (_kills, _door.KnockCount));
    }

    [Fact]
    public async Task Suspect_OrleansCannotDeclareItDead_IsDeclaredDeadInTheTable()
    {
        var updated = new TaskCompletionSource<MembershipEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cannotKill = true;
        var table = new FakeMembershipTable(Node, updated.SetResult);
        var detector = Create(table: table);

        detector.Suspect(Node);

        var entry = await updated.Task.WaitAsync(Deadline);
        await detector.DisposeAsync();
        Assert.Equal((Node, SiloStatus.Dead), (entry.SiloAddress, entry.Status));
        Assert.Equal(1, _refreshes);
    }

    [Fact]
    public async Task Refuses_RealSockets_OnlyWhereNothingListens()
    {
        var door = new TcpNodeDoor();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;

        var whileListening = await door.RefusesAsync(address, CancellationToken.None);
        listener.Stop();
        var afterwards = await door.RefusesAsync(address, CancellationToken.None);

        Assert.Equal((false, true), (whileListening, afterwards));
    }

    private RefusalDetector Create(bool trustRefusals = true, FakeMembershipTable? table = null)
    {
        var membership = CreateMembership();
        return new RefusalDetector(
            membership,
            _door,
            Options.Create(new ClusterOptions { TrustRefusals = trustRefusals }),
            _metrics,
            TimeProvider.System,
            NullLogger<RefusalDetector>.Instance,
            table is null ? null : new DeathVerdict(table, membership, Stand.In<ILocalSiloDetails>(static _ => Self), TimeProvider.System));
    }

    private IClusterMembershipService CreateMembership() =>
        Stand.In<IClusterMembershipService>(method => method.Name switch
        {
            "get_CurrentSnapshot" => new ClusterMembershipSnapshot(
                ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(Node, new ClusterMember(Node, _status, "node")), new MembershipVersion(1)),
            nameof(IClusterMembershipService.TryKill) => Kill(),
            nameof(IClusterMembershipService.Refresh) => Refresh(),
            _ => throw new NotSupportedException(method.Name),
        });

    private object Refresh()
    {
        Interlocked.Increment(ref _refreshes);
        return default(ValueTask);
    }

    private Task<bool> Kill()
    {
        Interlocked.Increment(ref _kills);
        _killed.TrySetResult();
        return _cannotKill ? Task.FromException<bool>(new TimeoutException("The table cannot be written.")) : Task.FromResult(true);
    }

    private sealed class FakeDoor : INodeDoor
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _knocks;

        public int KnockCount => _knocks;

        public int AnswersAt { get; set; }

        public bool IsSilent { get; set; }

        public Task Answered => _answered.Task;

        public Task GivenUp => _givenUp.Task;

        public async Task<bool> RefusesAsync(IPEndPoint address, CancellationToken cancellationToken)
        {
            var knock = Interlocked.Increment(ref _knocks);
            if (IsSilent)
            {
                using var registration = cancellationToken.Register(_givenUp.SetResult);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            if (knock == AnswersAt)
            {
                _answered.TrySetResult();
                return false;
            }

            return true;
        }
    }
}
