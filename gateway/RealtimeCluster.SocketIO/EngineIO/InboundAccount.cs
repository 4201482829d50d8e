namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What one address or one party holds of <see cref="InboundMemory"/>. Guarded by the memory's lock; forgotten when it holds nothing.</summary>
internal sealed class InboundAccount
{
    /// <summary>The bytes it holds.</summary>
    public long UsedBytes { get; set; }

    /// <summary>How many of its claims hold something or wait.</summary>
    public int ClaimCount { get; set; }

    /// <summary>How many of its claims wait.</summary>
    public int WaitingCount { get; set; }
}
