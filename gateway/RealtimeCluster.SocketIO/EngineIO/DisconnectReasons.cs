namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What each <see cref="DisconnectReason"/> means, in one table.</summary>
public static class DisconnectReasons
{
    private const bool Yes = true;
    private const bool No = false;

    private static readonly DisconnectMeaning[] Meanings =
    [
        // Reason                                     drains  last poll  comes back  likely goodbye
        new(DisconnectReason.TransportLost,           No,     No,        Yes,        No),
        new(DisconnectReason.ClientClosed,            No,     Yes,       Yes,        Yes),
        new(DisconnectReason.ClientDisconnected,      No,     No,        No,         No),
        new(DisconnectReason.PingTimeout,             No,     No,        Yes,        No),
        new(DisconnectReason.ConnectTimeout,          No,     No,        No,         No),
        new(DisconnectReason.ProtocolError,           No,     No,        No,         No),
        new(DisconnectReason.PacketTooLarge,          No,     No,        Yes,        No),
        new(DisconnectReason.InboundMemoryFull,       No,     No,        Yes,        No),
        new(DisconnectReason.InboundTooSlow,          No,     No,        Yes,        No),
        new(DisconnectReason.ReceiveTimeout,          No,     No,        Yes,        No),
        new(DisconnectReason.SlowConsumer,            No,     No,        Yes,        No),
        new(DisconnectReason.WriteTimeout,            No,     No,        Yes,        No),
        new(DisconnectReason.ServerShutdown,          Yes,    Yes,       Yes,        No),
        new(DisconnectReason.TooManyFailures,         Yes,    Yes,       No,         No),

        // The application's own.
        new(DisconnectReason.ServerDisconnected,      Yes,    Yes,       No,         No),
        new(DisconnectReason.ApplicationError,        Yes,    Yes,       Yes,        No),
        new(DisconnectReason.TakenOver,               No,     No,        Yes,        No),
        new(DisconnectReason.Unavailable,             No,     No,        Yes,        No),
        new(DisconnectReason.NoRoom,                  No,     No,        No,         No),
        new(DisconnectReason.ContinuityLost,          No,     No,        No,         No),
        new(DisconnectReason.ServedAgain,             Yes,    Yes,       Yes,        No),
    ];

    private static readonly DisconnectMeaning[] ByReason = [.. Meanings.OrderBy(static meaning => meaning.Reason)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DisconnectMeaning> All => Meanings;

    /// <summary>What a reason means.</summary>
    /// <param name="reason">The reason; one that only a newer version of a peer knows means nothing in particular.</param>
    public static DisconnectMeaning Meaning(this DisconnectReason reason) =>
        (uint)reason < (uint)ByReason.Length ? ByReason[(int)reason] : new DisconnectMeaning(reason, No, No, No, No);
}
