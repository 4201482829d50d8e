using System.Net.Sockets;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Clustering.Nodes;

/// <summary>
/// What a failed call to another node says: that a node or a link is lost, which passes, or that the call itself is at fault, which does not pass however
/// often it is repeated.
/// </summary>
public static class CallFaults
{
    /// <summary>How often a call is tried that the other side answers with a fault of its own.</summary>
    public const int MaxAttempts = 6;

    /// <summary>Whether to repeat a call.</summary>
    /// <param name="exception">How it failed.</param>
    /// <param name="faultCount">How often it failed with a fault that does not pass; counted here.</param>
    public static bool IsWorthRepeating(Exception exception, ref int faultCount) => MayPass(exception) || ++faultCount < MaxAttempts;

    /// <summary>Whether a node or a link is lost, rather than the call at fault.</summary>
    /// <param name="exception">How it failed.</param>
    internal static bool MayPass(Exception exception) =>
        exception is RealtimeUnavailableException or OrleansException or TimeoutException or OperationCanceledException or IOException or SocketException or ObjectDisposedException;
}
