using BenchmarkDotNet.Attributes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Channels;

namespace RealtimeCluster.Microbench.Channels;

/// <summary>What the owner of a channel does with a batch, without the grain around it.</summary>
[MemoryDiagnoser]
public class ChannelLogBenchmarks
{
    private readonly ChannelLog _log = new(1, new ChannelHistory(1000, 4 * 1024 * 1024, TimeSpan.FromMinutes(2), TimeProvider.System));
    private readonly GatewayId _gateway = SampleEvents.Gateway(1);
    private ChannelCommand[] _commands = [];
    private long _sequence;

    /// <summary>Commands in a batch.</summary>
    [Params(1, 64)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Join()
    {
        _commands = [.. Enumerable.Repeat(SampleEvents.Publish, Count)];
        _log.Apply(Batch([new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = SampleEvents.Publish.ConnectionId }]));
    }

    [Benchmark]
    public AppliedBatch Apply() => _log.Apply(Batch(_commands));

    private UplinkBatch Batch(ChannelCommand[] commands) => new() { Gateway = _gateway, Sequence = ++_sequence, Commands = commands };
}
