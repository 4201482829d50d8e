using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>How a try to go on with a session ended.</summary>
/// <param name="Connection">The connection that goes on; <see langword="null"/> when none does.</param>
/// <param name="IsSuperseded">Whether a newer try goes on with it: who made this one gets nothing.</param>
internal readonly record struct ResumeOutcome(Connection? Connection, bool IsSuperseded)
{
    /// <summary>It cannot be proven that nothing is missed, or there is no such session: the client begins afresh.</summary>
    public static ResumeOutcome NotResumable => default;

    /// <summary>The client came back a second time, and this is not the last of its tries.</summary>
    public static ResumeOutcome Superseded { get; } = new(null, IsSuperseded: true);
}
