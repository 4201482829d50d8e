using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Microbench.Streams;

/// <summary>What crosses the cluster for each message: a batch of commands to an owner, and envelopes of several channels to a gateway.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 16).Select(static i => $"lobby-{i}")];

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private Serializer<OutboxBatch> _outboxes = null!;
    private Serializer<UplinkBatch> _uplinks = null!;
    private UplinkBatch _uplink = null!;
    private byte[] _outboxBytes = [];
    private byte[] _uplinkBytes = [];

    /// <summary>Envelopes in a batch to a gateway, each of another channel with one event, and commands in a batch to an owner.</summary>
    [Params(1, 16)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _outboxes = _services.GetRequiredService<Serializer<OutboxBatch>>();
        _uplinks = _services.GetRequiredService<Serializer<UplinkBatch>>();
        _uplink = new UplinkBatch
        {
            Gateway = SampleEvents.Gateway(1),
            Sequence = 70_000,
            Term = 3,
            Commands = [.. Enumerable.Repeat(SampleEvents.Publish, Count)],
        };
        _outboxBytes = _outboxes.SerializeToArray(NewOutboxBatch());
        _uplinkBytes = _uplinks.SerializeToArray(_uplink);
    }

    /// <summary>Envelopes that no gateway has got yet.</summary>
    [Benchmark]
    public int WriteToGateway() => _outboxes.Serialize(NewOutboxBatch(), _buffer);

    [Benchmark]
    public OutboxBatch ReadFromSilo() => _outboxes.Deserialize(_outboxBytes)!;

    [Benchmark]
    public int WriteToOwner() => _uplinks.Serialize(_uplink, _buffer);

    [Benchmark]
    public UplinkBatch ReadFromGateway() => _uplinks.Deserialize(_uplinkBytes)!;

    private OutboxBatch NewOutboxBatch()
    {
        var envelopes = new Envelope[Count];
        for (var i = 0; i < Count; i++)
        {
            envelopes[i] = new Envelope
            {
                Channel = ChannelKey.ForChannel("bench", Names[i]),
                Epoch = 0x1234_5678_9abc_def0,
                Term = 3,
                LastOffset = 70_000,
                Events =
                [
                    SampleEvents.Publish.ToEvent(ChannelEventKind.Message, 70_000, new BatchId(SampleEvents.Gateway(1), 70_000), 0),
                ],
            };
        }

        return new OutboxBatch { Sender = SampleEvents.Gateway(2).Address, Sequence = 70_000, Envelopes = envelopes };
    }
}
