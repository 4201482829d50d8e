using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Contracts.Tests.Membership;

public sealed class ClockGuardTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Published = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly SiloAddress Self = Node(5000);

    private readonly ArmedTimeProvider _time = new();
    private readonly Dictionary<SiloAddress, TimeSpan> _clocks = [];
    private readonly HashSet<SiloAddress> _dead = [];
    private readonly HashSet<SiloAddress> _refusing = [];
    private readonly DateTimeOffset _start;

    public ClockGuardTests() => _start = _time.GetUtcNow();

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(-9)]
    public async Task Check_OthersHaveTheSameTime_StartsAtOnce(int seconds)
    {
        _clocks.Add(Node(5001), TimeSpan.FromSeconds(seconds));

        await CheckAsync();
    }

    [Fact]
    public async Task Check_NobodyIsThere_StartsAtOnce() => await CheckAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Check_AllOthersHaveAnotherTime_DoesNotStart(int hours)
    {
        _clocks.Add(Node(5001), Hour * hours);
        _clocks.Add(Node(5002), Hour * hours);
        var checking = CheckAsync();

        var exception = await Assert.ThrowsAsync<ClockSkewException>(() => RunAsync(checking));

        Assert.Contains($"{3600 * hours} s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OneOfManyHasAnotherTime_Starts()
    {
        _clocks.Add(Node(5001), TimeSpan.Zero);
        _clocks.Add(Node(5002), Hour);

        await RunAsync(CheckAsync());
    }

    [Fact]
    public async Task Check_OldEntriesOfADeadClusterWhoseNodesRefuse_StartsAtOnce()
    {
        _clocks.Add(Node(5001), -Hour);
        _dead.Add(Node(5001));
        _refusing.Add(Node(5001));

        await CheckAsync();
    }

    [Fact]
    public async Task Check_OldEntriesOfNodesThatNobodyAnswersFor_StartsWhenNoSignCame()
    {
        _clocks.Add(Node(5001), -Hour);
        _clocks.Add(Node(5002), Hour);
        _dead.UnionWith(_clocks.Keys);

        await RunAsync(CheckAsync());
    }

    private static SiloAddress Node(int port) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1);

    private async Task RunAsync(Task checking)
    {
        while (!checking.IsCompleted)
        {
            var armed = _time.WaitUntilArmedAsync(Look);
            if (await Task.WhenAny(checking, armed).WaitAsync(Deadline) == armed)
            {
                _time.Advance(Look);
            }
        }

        await checking;
    }

    private Task CheckAsync() => new ClockGuard(
        Stand.In<IMembershipTable>(_ => Task.FromResult(Read())),
        new Door(_refusing),
        Stand.In<ILocalSiloDetails>(static _ => Self),
        Options.Create(new ClusterMembershipOptions { IAmAliveTablePublishTimeout = Published, NumMissedTableIAmAliveLimit = 3 }),
        _time,
        NullLogger<ClockGuard>.Instance).CheckAsync(CancellationToken.None);

    // The living write the time of their clock each time, those that are dead did so when it all began.
    private MembershipTableData Read()
    {
        var now = _time.GetUtcNow();
        var version = new TableVersion(1, "1");
        var lastWritten = now - TimeSpan.FromTicks((now - _start).Ticks % Published.Ticks);
        return new MembershipTableData(
            [.. _clocks.Select(node => Tuple.Create(
                new MembershipEntry { SiloAddress = node.Key, Status = SiloStatus.Active, IAmAliveTime = ((_dead.Contains(node.Key) ? _start : lastWritten) + node.Value).UtcDateTime },
                "1"))],
            version);
    }

    private sealed class Door(HashSet<SiloAddress> refusing) : INodeDoor
    {
        public Task<bool> RefusesAsync(IPEndPoint address, CancellationToken cancellationToken) =>
            Task.FromResult(refusing.Any(node => node.Endpoint.Equals(address)));
    }
}
