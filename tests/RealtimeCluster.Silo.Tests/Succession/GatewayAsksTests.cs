using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class GatewayAsksTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DirectPatience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);
    private static readonly SiloAddress Gateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Other = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1);
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");

    private readonly ArmedTimeProvider _time = new();
    private TaskCompletionSource<ChannelEvent[]> _direct = new();
    private readonly TaskCompletionSource<ChannelEvent[]> _relayed = new();
    private readonly TaskCompletionSource _reached = new();
    private readonly TaskCompletionSource _reachedByRelay = new();
    private int _relayedCount;

    [Fact]
    public async Task Ask_GatewayAnswers_NoRelayIsAsked()
    {
        _direct.SetResult([]);

        await Create().ReadTailAsync(Gateway, Channel, 1, 1).WaitAsync(Deadline);

        Assert.Equal(0, _relayedCount);
    }

    [Fact]
    public async Task Ask_LinkIsCut_TheRelaysAnswerCounts()
    {
        _reachedByRelay.SetResult();
        _relayed.SetResult([Event()]);
        var asked = Create().ReadTailAsync(Gateway, Channel, 1, 1);
        await _time.WaitUntilArmedAsync(DirectPatience);
        _time.Advance(DirectPatience);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);

        Assert.Single(await asked.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Ask_LinkWasFoundCut_TheRelayIsAskedAtOnce()
    {
        _reachedByRelay.SetResult();
        _relayed.SetResult([Event()]);
        var asks = Create();
        var first = asks.ReadTailAsync(Gateway, Channel, 1, 1);
        await _time.WaitUntilArmedAsync(DirectPatience);
        _time.Advance(DirectPatience);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);
        await first.WaitAsync(Deadline);

        Assert.Single(await asks.ReadTailAsync(Gateway, Channel, 1, 1).WaitAsync(Deadline));
    }

    [Fact]
    public async Task Ask_GatewayIsBusy_IsNotAskedTwice()
    {
        _reached.SetResult();
        _reachedByRelay.SetResult();
        var asked = Create().ReadTailAsync(Gateway, Channel, 1, 1);
        await _time.WaitUntilArmedAsync(DirectPatience);
        _time.Advance(DirectPatience);

        _direct.SetResult([Event()]);

        Assert.Single(await asked.WaitAsync(Deadline));
        Assert.Equal(0, _relayedCount);
    }

    [Fact]
    public async Task Ask_AnotherAnswerOfItComesMeanwhile_ItsLinkIsNotCut()
    {
        _reachedByRelay.SetResult();
        var asks = Create();
        var asked = asks.ReadTailAsync(Gateway, Channel, 1, 1);
        await _time.WaitUntilArmedAsync(DirectPatience);
        _time.Advance(DirectPatience);
        await _time.WaitUntilArmedAsync(Lead);
        var former = _direct;
        _direct = new TaskCompletionSource<ChannelEvent[]>();
        _direct.SetResult([]);
        await asks.ReadTailAsync(Gateway, Channel, 1, 1).WaitAsync(Deadline);
        _time.Advance(Lead);
        await _time.WaitUntilArmedAsync(DirectPatience);

        former.SetResult([Event()]);

        Assert.Single(await asked.WaitAsync(Deadline));
        Assert.Equal(0, _relayedCount);
    }

    [Fact]
    public async Task Ask_ThisNodeStoodStillMeanwhile_TheLinkIsNotTakenForCut()
    {
        _reachedByRelay.SetResult();
        var asked = Create().ReadTailAsync(Gateway, Channel, 1, 1);
        await _time.WaitUntilArmedAsync(DirectPatience);
        _time.Advance(DirectPatience);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead * 3);
        await _time.WaitUntilArmedAsync(DirectPatience);

        _direct.SetResult([Event()]);

        Assert.Single(await asked.WaitAsync(Deadline));
        Assert.Equal(0, _relayedCount);
    }

    [Fact]
    public async Task Ask_LinkIsCutAndTheRelayFails_TheGatewayIsWaitedFor()
    {
        _reachedByRelay.SetResult();
        _relayed.SetException(new TimeoutException());
        var asked = Create().ReadTailAsync(Gateway, Channel, 1, 1);
        await _time.WaitUntilArmedAsync(DirectPatience);
        _time.Advance(DirectPatience);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);
        await _time.WaitUntilArmedAsync(Lead);
        _time.Advance(Lead);

        _direct.SetResult([Event()]);

        Assert.Single(await asked.WaitAsync(Deadline));
    }

    private static ChannelEvent Event() => new() { Kind = ChannelEventKind.Message, Offset = 1 };

    private GatewayAsks Create()
    {
        var gateways = Stand.In<IGatewayClient>(_ => Stand.In<IGatewayService>(_ => _direct.Task));
        var relays = new Relays(this);
        return new GatewayAsks(gateways, relays, new NodeLinks(relays, _time, NullLogger<NodeLinks>.Instance), RecoveryTimes.Default, _time);
    }

    private sealed class Relays(GatewayAsksTests test) : IGatewayRelayClient
    {
        public IReadOnlyList<SiloAddress> GetOthers() => [Gateway, Other];

        public SiloAddress? Pick(SiloAddress node) => Other;

        public IGatewayRelayService Get(SiloAddress node) => Stand.In<IGatewayRelayService>(called =>
        {
            if (called.Name == nameof(IGatewayRelayService.ReachAsync))
            {
                return test._reachedByRelay.Task;
            }

            test._relayedCount++;
            return test._relayed.Task;
        });

        public Task ReachAsync(SiloAddress node) => test._reached.Task;
    }
}
