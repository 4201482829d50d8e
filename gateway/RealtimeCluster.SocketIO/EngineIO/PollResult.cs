namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>How a poll is answered: with packets, or with an error because there is no session to poll.</summary>
internal readonly record struct PollResult(OutboundMessage[]? Packets)
{
    /// <summary>There is nothing to poll here any more.</summary>
    public static PollResult Refused => default;

    public static PollResult Noop { get; } = new([EnginePackets.Noop]);

    public static PollResult Close { get; } = new([EnginePackets.Close]);
}
