using BenchmarkDotNet.Attributes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Microbench.FanOut;

/// <summary>Writing an event as clients see it, which is done once an event and gateway.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private static readonly ChannelEvent Joined = new() { Kind = ChannelEventKind.Joined, Offset = 1, ConnectionId = "0123456789abcdefghij", Echo = true };

    [Benchmark(Baseline = true)]
    public OutboundMessage MessageOf200Bytes() => EventEncoder.Encode(SampleEvents.Channel, SampleEvents.Message);

    [Benchmark]
    public OutboundMessage Join() => EventEncoder.Encode(SampleEvents.Channel, Joined);
}
