namespace RealtimeCluster.Contracts.Client;

/// <summary>Tells calls that no node is there for from those that failed otherwise.</summary>
public static class ClusterCall
{
    private const string NobodyThere = "No node of the cluster is there to answer. The call may be repeated, a send with the same idempotency key.";
    private const string NodeGone = "The node that was asked is gone. The call may be repeated, a send with the same idempotency key.";

    /// <summary>Finds a grain and calls it.</summary>
    /// <param name="call">Does both, and nothing else: its arguments have been checked.</param>
    /// <exception cref="RealtimeUnavailableException">No node of the cluster has such grains.</exception>
    public static Task<T> Begin<T>(Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return call();
        }
        catch (ArgumentException exception)
        {
            // What Orleans says of an interface that no node it knows of implements.
            throw new RealtimeUnavailableException(NobodyThere, exception);
        }
    }

    /// <summary>Finds a grain, calls it and waits for the answer.</summary>
    /// <param name="call">See <see cref="Begin"/>.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RealtimeUnavailableException">No node is there, or it went before it answered.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> call, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await Begin(call).WaitAsync(timeout, time, cancellationToken);
        }
        catch (OrleansException exception)
        {
            throw Gone(exception);
        }
    }

    /// <summary>What the caller is told when Orleans lost the node that was asked.</summary>
    /// <param name="exception">What Orleans said.</param>
    public static RealtimeUnavailableException Gone(OrleansException exception) => new(NodeGone, exception);
}
