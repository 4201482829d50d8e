using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Microbench.Streams;

/// <summary>From the first envelope posted until the gateway has taken the last one.</summary>
[MemoryDiagnoser]
public class OutboxBenchmarks
{
    // The class is its assembly's own, and only that assembly's tests may name it.
    private const string OutboxType = "RealtimeCluster.Clustering.Streams.Outbox, RealtimeCluster.Clustering";

    private static readonly SiloAddress Gateway = SampleEvents.Gateway(1).Address;
    private static readonly Envelope Envelope = new() { Channel = SampleEvents.Channel, Epoch = 1, Events = [SampleEvents.Message] };

    private readonly EmptyInbox _inbox = new();
    private object _outbox = new();

    /// <summary>Envelopes posted in a row.</summary>
    [Params(1, 64, 1024)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Create()
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new ClusteringMetrics(services.GetRequiredService<IMeterFactory>());
        _outbox = Create(Gateway, Gateway, _inbox, new OutboxOptions(), new NoSuspicion(), metrics, NullLogger.Instance, null, long.MaxValue);
    }

    [Benchmark]
    public async Task PostAndDeliver()
    {
        var taken = _inbox.ExpectAsync(Count);
        for (var i = 0; i < Count; i++)
        {
            await PostAsync(_outbox, Envelope);
        }

        await taken;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType(OutboxType)]
    private static extern object Create(SiloAddress gateway, SiloAddress self, IGatewayInboxClient inboxes, OutboxOptions options, INodeSuspicion suspicion, ClusteringMetrics metrics, ILogger logger, TimeProvider? time, long maxItemBytes);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "PostAsync")]
    private static extern Task PostAsync([UnsafeAccessorType(OutboxType)] object outbox, Envelope envelope);

    private sealed class NoSuspicion : INodeSuspicion
    {
        public void Suspect(SiloAddress node)
        {
        }
    }
}
