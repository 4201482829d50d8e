using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Log;

/// <summary>What a log knows of one gateway: why it gets events, and what was last answered to it.</summary>
internal sealed class GatewayState
{
    public int MemberCount { get; set; }

    public bool IsAttached { get; set; }

    public long LastSequence { get; set; }

    public UplinkReply? LastReply { get; set; }

    /// <summary>Its last batch, which a former owner applied and may not have answered.</summary>
    public RecoveredBatch? Recovered { get; set; }

    /// <summary>Its last batch, for a successor.</summary>
    public RecoveredBatch? Applied => Recovered ?? (LastReply is { } reply ? RecoveredBatch.Of(LastSequence, reply.Results) : null);

    public bool HasInterest => MemberCount > 0 || IsAttached;
}
