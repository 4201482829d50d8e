using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>What changed on one gateway since its last batch to a shard. Repeating a batch changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("realtime.session-batch")]
public sealed class SessionBatch
{
    /// <summary>The gateway that sends.</summary>
    [Id(0)]
    public required GatewayId Gateway { get; init; }

    /// <summary>Sessions as they are now.</summary>
    [Id(1)]
    public SessionRecord[] Saved { get; init; } = [];

    /// <summary>Sessions that are over, with the generation that ended.</summary>
    [Id(2)]
    public EndedSession[] Ended { get; init; } = [];

    /// <summary>Bytes at which a batch is full; one larger session goes alone.</summary>
    public const long MaxBytes = 1024 * 1024;

    /// <summary>Most sessions of a batch that are over.</summary>
    public const int MaxEndedCount = 10_000;

    /// <summary>Puts changes into as many batches as it takes to keep each small.</summary>
    /// <param name="gateway">The gateway that sends.</param>
    /// <param name="saved">Sessions as they are now.</param>
    /// <param name="ended">Sessions that are over.</param>
    public static IEnumerable<SessionBatch> Cut(GatewayId gateway, SessionRecord[] saved, EndedSession[] ended)
    {
        ArgumentNullException.ThrowIfNull(saved);
        ArgumentNullException.ThrowIfNull(ended);
        var (savedStart, endedStart) = (0, 0);
        do
        {
            var (savedEnd, bytes) = (savedStart, 0L);
            while (savedEnd < saved.Length && (savedEnd == savedStart || bytes + saved[savedEnd].SizeBytes <= MaxBytes))
            {
                bytes += saved[savedEnd++].SizeBytes;
            }

            var endedEnd = Math.Min(ended.Length, endedStart + MaxEndedCount);
            yield return new SessionBatch { Gateway = gateway, Saved = saved[savedStart..savedEnd], Ended = ended[endedStart..endedEnd] };
            (savedStart, endedStart) = (savedEnd, endedEnd);
        }
        while (savedStart < saved.Length || endedStart < ended.Length);
    }
}
