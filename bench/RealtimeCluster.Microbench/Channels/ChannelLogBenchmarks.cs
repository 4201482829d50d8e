using BenchmarkDotNet.Attributes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log;

namespace RealtimeCluster.Microbench.Channels;

/// <summary>What the owner of a channel does with a batch, without the grain around it.</summary>
[MemoryDiagnoser]
public class ChannelLogBenchmarks
{
    private readonly ChannelLog _log = new(ChannelKind.Channel, 1, 1, new ChannelTail(1000, 4 * 1024 * 1024, TimeSpan.FromMinutes(2), TimeProvider.System));
    private readonly GatewayId[] _gateways = [.. Enumerable.Range(1, 4).Select(SampleEvents.Gateway)];
    private ChannelCommand[] _commands = [];
    private long _sequence;

    /// <summary>Commands in a batch.</summary>
    [Params(1, 64)]
    public int Count { get; set; }

    /// <summary>Members of the channel, over four gateways: what a publish costs its owner must not depend on them.</summary>
    [Params(4, 20_000)]
    public int Members { get; set; }

    [GlobalSetup]
    public void Join()
    {
        _commands = [.. Enumerable.Repeat(SampleEvents.Publish, Count)];
        for (var i = 0; i < Members; i++)
        {
            _log.Apply(Batch(i % _gateways.Length, [new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = $"member-{i}" }]));
        }
    }

    [Benchmark]
    public AppliedBatch Apply() => _log.Apply(Batch(0, _commands));

    private UplinkBatch Batch(int gateway, ChannelCommand[] commands) => new() { Gateway = _gateways[gateway], Sequence = ++_sequence, Commands = commands };
}
