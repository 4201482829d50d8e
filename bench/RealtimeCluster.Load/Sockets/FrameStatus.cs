namespace RealtimeCluster.Load.Sockets;

/// <summary>What the start of a buffer holds.</summary>
internal enum FrameStatus
{
    /// <summary>The beginning of a frame; more bytes must come.</summary>
    Incomplete,

    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>Something no server may send.</summary>
    Malformed,
}
