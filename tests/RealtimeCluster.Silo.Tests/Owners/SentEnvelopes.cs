using System.Collections.Concurrent;
using System.Threading.Channels;
using Orleans.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Owners;

/// <summary>Streams to gateways that keep what is put on them.</summary>
internal sealed class SentEnvelopes
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, Channel<Envelope>> _streams = new(StringComparer.Ordinal);

    public SentEnvelopes() => Provider = Stand.In<IStreamProvider>((called, asked) => called.Name == nameof(IStreamProvider.GetStream)
        ? Stand.In<IAsyncStream<Envelope>>((_, posted) =>
        {
            Of(((Orleans.Runtime.StreamId)asked[0]!).GetKeyAsString()).Writer.TryWrite((Envelope)posted[0]!);
            return Task.CompletedTask;
        })
        : null);

    public IStreamProvider Provider { get; }

    /// <summary>The next envelope to a gateway.</summary>
    public async Task<Envelope> NextAsync(GatewayId gateway) => await Of(gateway.ToString()).Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    /// <summary>The kinds of the next events to a gateway.</summary>
    public async Task<ChannelEventKind[]> NextKindsAsync(GatewayId gateway) =>
        Array.ConvertAll((await NextAsync(gateway)).Events, static channelEvent => channelEvent.Kind);

    /// <summary>Whether nothing more was sent to a gateway.</summary>
    public bool IsEmpty(GatewayId gateway) => Of(gateway.ToString()).Reader.Count == 0;

    private Channel<Envelope> Of(string gateway) => _streams.GetOrAdd(gateway, static _ => Channel.CreateUnbounded<Envelope>());
}
