using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.FanOut;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Tests.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Gateway.Tests.FanOut;

/// <summary>Puts a fan-out together as a gateway does.</summary>
internal static class TestFanOut
{
    /// <summary>The gateway that it is on.</summary>
    public static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1);

    public static LocalChannelIndex CreateIndex() => new(Options.Create(new RecoveryOptions()), RecoveryTimes.Default, TimeProvider.System);

    public static EventFanOut Create(LocalChannelIndex index, FakeReceivers receivers, TimeProvider? time = null, FakeGapFiller? gaps = null, LimitsOptions? limits = null, PacketLimitsOptions? packets = null)
    {
        var metrics = TestMetrics.Create();
        var flushes = new FlushList(time ?? new FakeTimeProvider(), NullLogger<FlushList>.Instance);
        var positionSets = new PositionSets();
        var bounds = Options.Create(packets ?? new PacketLimitsOptions());
        return new EventFanOut(
            index,
            receivers,
            gaps ?? new FakeGapFiller(),
            positionSets,
            new Rewinds(flushes, positionSets, Options.Create(limits ?? new LimitsOptions()), bounds),
            new Resumptions(receivers, positionSets, metrics),
            Stand.In<ILocalSiloDetails>(static _ => Self),
            flushes,
            bounds,
            metrics,
            NullLogger<EventFanOut>.Instance);
    }
}
