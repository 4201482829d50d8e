using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Contracts.Users;
using RealtimeCluster.Gateway.Health;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.Health;

public sealed class ReadinessProbeTests
{
    private readonly EchoingOwner _owner = new();
    private readonly ReadinessProbe _probe;

    public ReadinessProbeTests()
    {
        _probe = new ReadinessProbe(
            Stand.In<IGrainFactory>(_ => _owner),
            Stand.In<ILocalSiloDetails>(static _ => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5_001), 1)),
            TimeProvider.System,
            NullLogger<ReadinessProbe>.Instance);
        _owner.Published += _probe.Observe;
    }

    [Fact]
    public async Task CheckAsync_TheEventComesRound_IsReady() => Assert.True(await _probe.CheckAsync(default));

    [Fact]
    public async Task CheckAsync_TheOwnerFails_IsNotReady()
    {
        _owner.Fault = new TimeoutException();

        Assert.False(await _probe.CheckAsync(default));
    }

    // An owner fills in what the gateway has not seen: of a probe that never says how far it is, all that the owner keeps, each time.
    [Fact]
    public async Task CheckAsync_AgainAndAgain_SaysHowFarItIs()
    {
        for (var i = 0; i < 3; i++)
        {
            await _probe.CheckAsync(default);
        }

        Assert.Equal(
            [(0L, 0L, 0L, 1L), (EchoingOwner.Epoch, 1L, EchoingOwner.Term, 2L), (EchoingOwner.Epoch, 2L, EchoingOwner.Term, 3L)],
            _owner.Assertions.Select(static assertion => (assertion.Position.Epoch, assertion.Position.Offset, assertion.Term, assertion.TailStart)));
    }

    private sealed class EchoingOwner : IUserGrain
    {
        public const long Epoch = 7;
        public const long Term = 3;

        private long _offset;

        public event Action<Envelope>? Published;

        public List<GatewayAssertion> Assertions { get; } = [];

        public Exception? Fault { get; set; }

        public Task<UplinkReply> AssertAsync(GatewayAssertion assertion)
        {
            Assertions.Add(assertion);
            return Answer();
        }

        public Task<UplinkReply> PublishAsync(ChannelCommand[] commands)
        {
            var published = new ChannelEvent { Offset = ++_offset, Kind = ChannelEventKind.Message, ConnectionId = commands[0].ConnectionId };
            Published?.Invoke(new Envelope { Channel = ChannelKey.ForUser(string.Empty, "probe"), Epoch = Epoch, Term = Term, Events = [published] });
            return Answer();
        }

        public Task<UplinkReply> ApplyAsync(UplinkBatch batch) => throw new NotSupportedException();

        public Task GatewayLostAsync(GatewayId gateway) => throw new NotSupportedException();

        public Task WakeAsync() => throw new NotSupportedException();

        public Task<int> DisconnectAsync(string reason) => throw new NotSupportedException();

        private Task<UplinkReply> Answer() => Fault is null
            ? Task.FromResult(new UplinkReply { Epoch = Epoch, Term = Term })
            : Task.FromException<UplinkReply>(Fault);
    }
}
