namespace RealtimeCluster.Chaos.Strangers;

/// <summary>What a stranger does without end.</summary>
internal enum StrangerKind
{
    /// <summary>Sends large messages slowly, and finishes none.</summary>
    SlowMessages,

    /// <summary>Guesses API keys and server tokens, by CONNECT and by HTTP.</summary>
    Guesses,

    /// <summary>Fills a channel and joins it with a rewind, in a loop.</summary>
    RewindLoops,

    /// <summary>Joins and leaves ever new channels, and sends to channels nobody is in.</summary>
    ChannelFloods,

    /// <summary>Holds many handshakes, requests and sign-ins open.</summary>
    HeldSignIns,
}
