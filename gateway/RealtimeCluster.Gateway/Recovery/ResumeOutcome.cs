using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>How a try to go on with a session ended.</summary>
/// <param name="Connection">The connection that goes on; <see langword="null"/> when none does.</param>
/// <param name="CloseReason">Why the transport is closed without an answer, so that the client, if there still is one there, comes again by itself.</param>
internal readonly record struct ResumeOutcome(Connection? Connection, DisconnectReason? CloseReason = null)
{
    /// <summary>It cannot be proven that nothing is missed, or there is no such session: the client begins afresh.</summary>
    public static ResumeOutcome NotResumable => default;

    /// <summary>The client came back a second time, and this is not the last of its tries.</summary>
    public static ResumeOutcome Superseded { get; } = new(null, DisconnectReason.TakenOver);

    /// <summary>Whoever knows did not answer, so nothing is proven: the session waits for the client's next try.</summary>
    public static ResumeOutcome Unanswered { get; } = new(null, DisconnectReason.Unavailable);
}
