namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What became of sessions that were sent to their shard.</summary>
internal sealed class SessionShardReply
{
    /// <summary>Connections whose session has changed, of which the shard knows nothing: it wants the whole of them.</summary>
    public HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Connections whose session the shard cannot take.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds what was refused when some of them were sent again.</summary>
    public void RefusedBy(SessionShardReply next) => Refused.UnionWith(next.Refused);
}
