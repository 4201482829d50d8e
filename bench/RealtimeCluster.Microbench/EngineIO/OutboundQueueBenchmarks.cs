using BenchmarkDotNet.Attributes;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Microbench.EngineIO;

/// <summary>Filling and draining what waits for one connection, which is done for every delivery.</summary>
[MemoryDiagnoser]
public class OutboundQueueBenchmarks
{
    private readonly OutboundQueue _queue = new(1024 * 1024);
    private readonly OutboundMessage _message = EventEncoder.Encode(SampleEvents.Channel, SampleEvents.Message);
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>How many messages gather before a flush.</summary>
    [Params(1, 16, 64)]
    public int Count { get; set; }

    [Benchmark]
    public int EnqueueAndDrain()
    {
        for (var i = 0; i < Count; i++)
        {
            _queue.TryEnqueue(_message, out _);
        }

        return _queue.Drain(_buffer);
    }
}
