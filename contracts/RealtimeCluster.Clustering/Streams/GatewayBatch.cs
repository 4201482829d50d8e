using Orleans.Streams;
using Orleans.Providers.Streams.Common;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Everything that waited for a gateway at one moment, as the one batch its consumer gets in one turn.</summary>
[GenerateSerializer, Immutable, Alias("realtime.gateway-batch")]
internal sealed class GatewayBatch(StreamId streamId, long sequence, List<Envelope> envelopes) : IBatchContainer
{
    [Id(0)]
    private readonly List<Envelope> _envelopes = envelopes;

    [Id(1)]
    private readonly EventSequenceTokenV2 _token = new(sequence);

    [Id(2)]
    public StreamId StreamId { get; } = streamId;

    public StreamSequenceToken SequenceToken => _token;

    public long Sequence => _token.SequenceNumber;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        foreach (var envelope in _envelopes)
        {
            if (envelope is T typed)
            {
                yield return new Tuple<T, StreamSequenceToken>(typed, _token);
            }
        }
    }

    public bool ImportRequestContext() => false;
}
