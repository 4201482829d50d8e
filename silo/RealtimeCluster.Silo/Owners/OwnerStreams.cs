using Orleans.Streams;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Silo.Log;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Puts what became of an owner's log on the streams of the gateways concerned.</summary>
/// <remarks>Used by one owner, one turn at a time: the order of the calls is the order on every stream.</remarks>
/// <param name="key">The log.</param>
/// <param name="provider">Where the streams are.</param>
internal sealed class OwnerStreams(ChannelKey key, IStreamProvider provider)
{
    private readonly Dictionary<GatewayId, IAsyncStream<Envelope>> _streams = [];

    /// <summary>A gateway is gone.</summary>
    public void Forget(GatewayId gateway) => _streams.Remove(gateway);

    /// <summary>Sends a part, built and cut once for all gateways but the one that takes something over.</summary>
    /// <param name="log">The log, for its epoch and term.</param>
    /// <param name="part">The part.</param>
    /// <param name="traces">Those of its events whose way is traced.</param>
    /// <returns>Completes when the streams have it.</returns>
    public Task SendAsync(ChannelLog log, Outgoing part, EventTrace[]? traces = null)
    {
        var shared = part.ToEnvelope(key, log.Epoch, log.Term, isOwn: false)?.WithTraces(traces);
        var pieces = shared is null ? [] : shared.SizeBytes <= EnvelopeCuts.MaxBytes ? null : EnvelopeCuts.Cut(shared);
        List<Task>? waiting = null;
        foreach (var gateway in part.Targets)
        {
            var posted = part.HasOwn && gateway == part.ResumedOn
                ? SendAsync(GetStream(gateway), EnvelopeCuts.Cut(part.ToEnvelope(key, log.Epoch, log.Term, isOwn: true)!.WithTraces(traces)))
                : pieces is null ? GetStream(gateway).OnNextAsync(shared!) : SendAsync(GetStream(gateway), pieces);
            if (!posted.IsCompletedSuccessfully)
            {
                (waiting ??= []).Add(posted);
            }
        }

        return waiting is null ? Task.CompletedTask : Task.WhenAll(waiting);
    }

    // One after the other: of two that wait for room none may overtake.
    private static async Task SendAsync(IAsyncStream<Envelope> stream, IReadOnlyList<Envelope> pieces)
    {
        foreach (var piece in pieces)
        {
            await stream.OnNextAsync(piece);
        }
    }

    private IAsyncStream<Envelope> GetStream(GatewayId gateway)
    {
        if (!_streams.TryGetValue(gateway, out var stream))
        {
            stream = provider.GetStream<Envelope>(GatewayStreams.GetStreamId(gateway));
            _streams.Add(gateway, stream);
        }

        return stream;
    }
}
